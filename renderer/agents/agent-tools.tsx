import { useTranslation } from 'react-i18next'
import type { Agent, GrantKind } from '../../shared/domain/agent'
import { useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { ErrorNote } from '../ui/error-note'
import { Section } from '../ui/section'
import { Skeleton } from '../ui/skeleton'
import { Switch } from '../ui/switch'
import { ConnectorTools } from './connector-tools'
import { IntegrationTool } from './integration-tool'
import { RecordGrant } from './record-grant'
import { decisionOf } from './tool-state'

const RECORD_KINDS = ['read-records', 'write-records'] as const

/** What the agent may use: a list of sentences with switches. */
export function AgentTools({ agent }: { agent: Agent }) {
  const { t } = useTranslation('agents')
  const { run, error } = useCommand(['agents', 'setGrant'])
  const skills = useQueryOf(['skills', 'list'])
  const integrations = useQueryOf(['integrations', 'list'])
  const connectors = useQueryOf(['connectors', 'list'])
  const missing = useQueryOf(['connectors', 'missing'])
  const tables = useQueryOf(['tables', 'list'])
  const grant = (kind: GrantKind, target: string | null) => (allowed: boolean) =>
    void run({ agentId: agent.id, kind, target, allowed })
  const failed = error ?? skills.error ?? integrations.error ?? connectors.error ?? missing.error ?? tables.error
  return (
    <Section title={t('tools.title')} hint={t('tools.hint')}>
      {failed ? <ErrorNote className="mb-3" error={failed} /> : null}
      <ul aria-label={t('tools.list')} className="divide-y divide-line border-line border-y">
        {RECORD_KINDS.map((kind) => (
          <RecordGrant
            key={kind}
            agent={agent}
            kind={kind}
            tables={tables.data}
            onGrant={(given) => void run({ agentId: agent.id, ...given })}
          />
        ))}
        <li className="py-2.5">
          <Switch
            label={t('tools.manageDataConnections.label')}
            hint={t('tools.manageDataConnections.hint')}
            checked={decisionOf(agent, 'manage-data-connections', null) === true}
            onChange={grant('manage-data-connections', null)}
          />
        </li>
        {integrations.data?.map(({ integration, accounts }) => (
          <IntegrationTool
            key={integration.id}
            agent={agent}
            integration={integration}
            accounts={accounts}
            skills={(skills.data ?? []).filter(
              ({ active, integrationIds }) => active && integrationIds.includes(integration.id),
            )}
            onChange={grant('integration', integration.id)}
          />
        ))}
        <ConnectorTools
          agent={agent}
          connectors={connectors.data ?? []}
          missing={missing.data ?? []}
          onGrant={(given) => void run({ agentId: agent.id, ...given })}
        />
      </ul>
      {integrations.data ? null : <Skeleton rows={2} />}
    </Section>
  )
}
