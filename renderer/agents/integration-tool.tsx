import { useTranslation } from 'react-i18next'
import type { Agent } from '../../shared/domain/agent'
import type { Account, IntegrationInfo } from '../../shared/domain/integration'
import type { Skill } from '../../shared/domain/skill'
import { useGo } from '../app/navigation'
import { Jack } from '../ui/jack'
import { Mark } from '../ui/mark'
import { Switch } from '../ui/switch'
import { decisionOf, jackOf } from './tool-state'

type IntegrationToolProps = {
  agent: Agent
  integration: IntegrationInfo
  accounts: Account[]
  /** Active skills that are plugged into it. */
  skills: Skill[]
  onChange: (allowed: boolean) => void
}

/** On by itself when a skill brings it along; otherwise only when it was granted. */
export function IntegrationTool({ agent, integration, accounts, skills, onChange }: IntegrationToolProps) {
  const { t } = useTranslation('agents')
  const go = useGo()
  const { id, name } = integration
  const decided = decisionOf(agent, 'integration', id)
  const connected = accounts.length > 0
  const on = connected && (decided ?? skills.length > 0)
  const labels = accounts.map(({ label }) => label).join(', ')
  const sentence =
    skills.length > 0
      ? t('tools.throughSkill', { name, skills: skills.map((skill) => skill.name).join(', ') })
      : t('tools.explicit', { name })
  const reach = decided === null && skills.length > 0 ? 'tools.whenRead' : 'tools.accounts'
  return (
    <li className="flex items-start gap-2.5 py-2.5">
      <span className="flex h-5 items-center gap-2">
        <Jack state={jackOf(accounts, on)} />
        <Mark id={id} name={name} coloured={on} className={on ? '' : 'text-muted'} />
      </span>
      <div className="min-w-0 flex-1">
        <Switch
          label={sentence}
          hint={connected ? t(reach, { labels }) : t('tools.noAccount')}
          checked={on}
          disabled={!connected}
          onChange={onChange}
        />
        {connected ? null : (
          <button
            type="button"
            onClick={() => go(`/integrations/${id}`)}
            className="rounded-sm text-accent text-xs underline underline-offset-3"
          >
            {t('tools.connect', { name })}
          </button>
        )}
      </div>
    </li>
  )
}
