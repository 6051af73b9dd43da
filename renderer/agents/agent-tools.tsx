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
import { decisionOf } from './tool-state'

/** What the agent may use: a list of sentences with switches. */
export function AgentTools({ agent }: { agent: Agent }) {
  const { t } = useTranslation('agents')
  const { run, error } = useCommand(['agents', 'setGrant'])
  const skills = useQueryOf(['skills', 'list'])
  const integrations = useQueryOf(['integrations', 'list'])
  const connectors = useQueryOf(['connectors', 'list'])
  const missing = useQueryOf(['connectors', 'missing'])
  const grant = (kind: GrantKind, target: string | null) => (allowed: boolean) =>
    void run({ agentId: agent.id, kind, target, allowed })
  const failed = error ?? skills.error ?? integrations.error ?? connectors.error ?? missing.error
  return (
    <Section title={t('tools.title')} hint={t('tools.hint')}>
      {failed ? <ErrorNote className="mb-3" error={failed} /> : null}
      <ul aria-label={t('tools.list')} className="divide-y divide-line border-line border-y">
        <li className="py-2.5">
          <Switch
            label={t('tools.readRecords.label')}
            hint={t('tools.readRecords.hint')}
            checked={decisionOf(agent, 'read-records', null) === true}
            onChange={grant('read-records', null)}
          />
        </li>
        <li className="py-2.5">
          <Switch
            label={t('tools.writeRecords.label')}
            hint={t('tools.writeRecords.hint')}
            checked={decisionOf(agent, 'write-records', null) === true}
            onChange={grant('write-records', null)}
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
