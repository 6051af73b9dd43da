import { useTranslation } from 'react-i18next'
import { useGo } from '../app/navigation'
import { Button } from '../ui/button'
import { Inspector } from '../ui/inspector'

/** What an integration is, what a data connection is, and when to take which. */
export function HelpPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('integrations')
  const go = useGo()
  return (
    <Inspector
      title={t('help.title')}
      onClose={onClose}
      footer={<Button onClick={() => go('/setup/connections/new')}>{t('help.add')}</Button>}
    >
      <dl className="flex flex-col gap-4 text-sm">
        <div>
          <dt className="font-medium">{t('help.integrationTitle')}</dt>
          <dd className="text-muted">{t('help.integration')}</dd>
        </div>
        <div>
          <dt className="font-medium">{t('help.connectionTitle')}</dt>
          <dd className="text-muted">{t('help.connection')}</dd>
        </div>
      </dl>
      <p className="mt-4 text-muted text-sm">{t('help.both')}</p>
    </Inspector>
  )
}
