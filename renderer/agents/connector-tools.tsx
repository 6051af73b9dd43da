import { useTranslation } from 'react-i18next'
import type { Agent, Grant } from '../../shared/domain/agent'
import type { Connector, ConnectorStatus } from '../../shared/domain/connector'
import { useGo } from '../app/navigation'
import { Button } from '../ui/button'
import { Jack, type JackState } from '../ui/jack'
import { Switch } from '../ui/switch'
import { decisionOf } from './tool-state'

type ConnectorToolsProps = {
  agent: Agent
  connectors: Connector[]
  /** Names of the deleted ones that some agent still has a permission for. */
  missing: { id: string; name: string }[]
  onGrant: (grant: Grant) => void
}

/** A switch for every connector, and a row for every permission whose connector was deleted. */
export function ConnectorTools({ agent, connectors, missing, onGrant }: ConnectorToolsProps) {
  const { t } = useTranslation('agents')
  const granted = (id: string) => decisionOf(agent, 'connector', id) === true
  const grant = (target: string) => (allowed: boolean) => onGrant({ kind: 'connector', target, allowed })
  return (
    <>
      {connectors.map((connector) => (
        <ConnectorTool
          key={connector.id}
          connector={connector}
          on={granted(connector.id)}
          onChange={grant(connector.id)}
        />
      ))}
      {missing
        .filter(({ id }) => granted(id))
        .map(({ id, name }) => (
          <li key={id} className="flex items-center gap-2.5 py-2.5">
            <Jack state="attention" />
            <div className="min-w-0 flex-1">
              <p className="truncate text-sm">{t('connectors.missing', { name })}</p>
              <p className="text-muted text-xs">{t('connectors.missingHint')}</p>
            </div>
            <Button size="sm" aria-label={t('connectors.removeNamed', { name })} onClick={() => grant(id)(false)}>
              {t('connectors.remove')}
            </Button>
          </li>
        ))}
    </>
  )
}

const JACK: Record<ConnectorStatus, JackState> = {
  ready: 'connected',
  incomplete: 'disconnected',
  'needs-secret': 'attention',
  'needs-sign-in': 'disconnected',
  'signing-in': 'working',
  'needs-reauth': 'attention',
}

type ConnectorToolProps = { connector: Connector; on: boolean; onChange: (allowed: boolean) => void }

function ConnectorTool({ connector, on, onChange }: ConnectorToolProps) {
  const { t } = useTranslation('agents')
  const go = useGo()
  const { id, name, status, baseUrl } = connector
  const host = baseUrl && URL.canParse(baseUrl) ? new URL(baseUrl).host : null
  return (
    <li className="flex items-start gap-2.5 py-2.5">
      <span className="flex h-5 items-center">
        <Jack state={on ? JACK[status] : 'disconnected'} />
      </span>
      <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        <Switch
          label={host ? t('connectors.useAt', { name, host }) : t('connectors.use', { name })}
          hint={status === 'ready' ? t('connectors.hint') : t('connectors.notReady')}
          checked={on}
          onChange={onChange}
        />
        {status === 'ready' ? null : (
          <button
            type="button"
            onClick={() => go(`/settings/connectors/${id}`)}
            className="rounded-sm text-accent text-xs underline underline-offset-3"
          >
            {t('connectors.open', { name })}
          </button>
        )}
      </div>
    </li>
  )
}
