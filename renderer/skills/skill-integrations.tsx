import { useTranslation } from 'react-i18next'
import type { Account, IntegrationInfo } from '../../shared/domain/integration'
import { useGo } from '../app/navigation'
import { useQueryOf } from '../app/query'
import { Cable } from '../ui/cable'
import { cx } from '../ui/cx'
import { ErrorNote } from '../ui/error-note'
import { Jack, type JackState } from '../ui/jack'
import { Mark } from '../ui/mark'
import { Skeleton } from '../ui/skeleton'

type Entry = { integration: IntegrationInfo; accounts: Account[] }

const jackOf = ({ accounts }: Entry): JackState => {
  if (accounts.length === 0) return 'disconnected'
  return accounts.some(({ status }) => status === 'connected') ? 'connected' : 'attention'
}

const CABLE = { connected: 'on', working: 'on', disconnected: 'off', attention: 'attention' } as const

/** Skill, cable, integration, cable, account; or what there is to do when the last one is missing. */
function Plugged({ entry, name }: { entry: Entry; name: string }) {
  const { t } = useTranslation('skills')
  const go = useGo()
  const { integration, accounts } = entry
  const state = jackOf(entry)
  const [first] = accounts
  const label =
    accounts.length > 1
      ? t('integrations.more', { label: first?.label, count: accounts.length - 1 })
      : (first?.label ?? t('integrations.noAccount'))
  return (
    <li className="flex h-row min-w-0 items-center gap-2 text-sm">
      <span className="max-w-44 shrink truncate text-muted">{name}</span>
      <Jack state="connected" />
      <Cable width={48} />
      <Jack state={state} />
      <Mark id={integration.id} name={integration.name} coloured={state === 'connected'} />
      <span className="shrink-0 font-medium">{integration.name}</span>
      <Cable width={48} state={CABLE[state]} />
      <Jack state={state} label={label} className="min-w-0" />
      {state === 'connected' ? null : (
        <button
          type="button"
          onClick={() => go(`/integrations/${integration.id}`)}
          className="shrink-0 rounded-sm text-accent text-xs underline underline-offset-3"
        >
          {t(first ? 'integrations.reconnect' : 'integrations.connect', { name: integration.name })}
        </button>
      )}
    </li>
  )
}

type JackButtonProps = { entry: Entry; plugged: boolean; onToggle: () => void }

/** One jack of the row: pressed when the skill is plugged into it. */
function JackButton({ entry: { integration }, plugged, onToggle }: JackButtonProps) {
  return (
    <button
      type="button"
      aria-pressed={plugged}
      onClick={onToggle}
      className={cx(
        'group/mark inline-flex h-7 items-center gap-1.5 rounded-full ps-2 pe-2.5 text-sm',
        plugged
          ? 'bg-accent-soft text-accent'
          : 'text-muted shadow-[inset_0_0_0_1px_var(--line-strong)] hover:bg-hover hover:text-ink',
      )}
    >
      <span
        aria-hidden="true"
        className={cx(
          'size-2.5 rounded-full',
          plugged ? 'bg-accent' : 'bg-surface shadow-[inset_0_0_0_1.5px_var(--control-line)]',
        )}
      />
      <Mark id={integration.id} name={integration.name} size={14} coloured={plugged} />
      {integration.name}
    </button>
  )
}

type SkillIntegrationsProps = { name: string; plugged: string[]; onChange: (ids: string[]) => void }

/** A row of jacks to plug the skill into, and under it the cables that lead on to accounts. */
export function SkillIntegrations({ name, plugged, onChange }: SkillIntegrationsProps) {
  const { t } = useTranslation('skills')
  const { data, error } = useQueryOf(['integrations', 'list'])
  const toggle = (id: string) => onChange(plugged.includes(id) ? plugged.filter((one) => one !== id) : [...plugged, id])
  const joined = data?.filter(({ integration }) => plugged.includes(integration.id)) ?? []
  return (
    <fieldset>
      <legend className="font-medium text-sm">{t('integrations.label')}</legend>
      <p className="mb-2 text-muted text-xs">{t('integrations.hint')}</p>
      {error ? <ErrorNote compact error={error} /> : null}
      {!data && !error ? <Skeleton rows={1} /> : null}
      {data?.length === 0 ? <p className="text-muted text-sm">{t('integrations.empty')}</p> : null}
      <div className="flex flex-wrap gap-1.5">
        {data?.map((entry) => (
          <JackButton
            key={entry.integration.id}
            entry={entry}
            plugged={plugged.includes(entry.integration.id)}
            onToggle={() => toggle(entry.integration.id)}
          />
        ))}
      </div>
      {joined.length > 0 ? (
        <ul className="mt-2">
          {joined.map((entry) => (
            <Plugged key={entry.integration.id} entry={entry} name={name} />
          ))}
        </ul>
      ) : null}
    </fieldset>
  )
}
