import { useTranslation } from 'react-i18next'
import type { Connector, ConnectorStatus } from '../../../shared/domain/connector'
import { Button } from '../../ui/button'
import { Jack } from '../../ui/jack'
import { adviceKey, jackOf, SIGN_IN } from './connector-state'

const GO_ON: ConnectorStatus[] = ['needs-sign-in', 'signing-in', 'needs-reauth']

function goToSignIn() {
  const part = document.getElementById(SIGN_IN)
  part?.scrollIntoView({ block: 'center' })
  part?.focus({ preventScroll: true })
}

/** How it stands, why, and what to do. */
export function ConnectorStatusNote({ connector }: { connector: Connector }) {
  const { t } = useTranslation('connectors')
  const { status, reason, identity, signsIn } = connector
  const advice = adviceKey(connector)
  return (
    <div role="status" className="mb-6 flex items-start gap-2.5">
      <span className="flex h-5 items-center">
        <Jack size={14} state={jackOf(status)} />
      </span>
      <div className="min-w-0 flex-1 text-sm [overflow-wrap:anywhere]">
        <p className="font-medium">
          {status === 'ready' && identity ? t('readyAs', { identity }) : t(`status.${status}`)}
        </p>
        {reason ? <p>{reason}</p> : null}
        {advice ? <p className="text-muted">{t(`advice.${advice}`)}</p> : null}
      </div>
      {signsIn && GO_ON.includes(status) ? <Button onClick={goToSignIn}>{t('signIn.goTo')}</Button> : null}
    </div>
  )
}
