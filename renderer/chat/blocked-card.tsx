import { useTranslation } from 'react-i18next'
import { useGo } from '../app/navigation'
import { Button } from '../ui/button'
import type { CardProps } from './card-view'
import { visibleText } from './visible-text'

/** Something stands in the way. When it is a connector, the way there is one press. */
export function BlockedCard({ payload, busy, onAnswer }: CardProps<'blocked'>) {
  const { t } = useTranslation('chat')
  const go = useGo()
  const { title, reason, connectorId } = payload
  return (
    <>
      <p className="font-medium text-sm">{visibleText(title)}</p>
      <p className="text-muted text-sm">{visibleText(reason)}</p>
      <div className="flex flex-wrap justify-end gap-2">
        <Button disabled={busy} onClick={() => onAnswer({ decision: 'skip' })}>
          {t('goOnWithout')}
        </Button>
        <Button disabled={busy} onClick={() => onAnswer({ decision: 'retry' })}>
          {t('tryAgain')}
        </Button>
        {connectorId ? (
          <Button variant="primary" onClick={() => go(`/settings/connectors/${connectorId}`)}>
            {t('openConnector')}
          </Button>
        ) : null}
      </div>
    </>
  )
}
