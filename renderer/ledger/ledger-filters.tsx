import { useTranslation } from 'react-i18next'
import type { LedgerKind, LedgerStatus } from '../../shared/domain/ledger'
import { cx } from '../ui/cx'
import { SearchInput } from '../ui/search-input'
import type { LedgerFilter } from './use-ledger'

const KINDS: LedgerKind[] = ['model', 'action', 'sync', 'check']
const STATUSES: LedgerStatus[] = ['succeeded', 'failed', 'indeterminate', 'dispatched']

function Toggle({ label, on, onToggle }: { label: string; on: boolean; onToggle: () => void }) {
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={onToggle}
      className={cx(
        'inline-flex h-6 items-center rounded-full px-2 text-xs',
        on
          ? 'bg-accent-soft text-accent'
          : 'text-muted shadow-[inset_0_0_0_1px_var(--line-strong)] hover:bg-hover hover:text-ink',
      )}
    >
      {label}
    </button>
  )
}

const toggled = <T,>(list: T[], item: T): T[] =>
  list.includes(item) ? list.filter((one) => one !== item) : [...list, item]

type LedgerFiltersProps = { filter: LedgerFilter; onChange: (filter: LedgerFilter) => void }

export function LedgerFilters({ filter, onChange }: LedgerFiltersProps) {
  const { t } = useTranslation('ledger')
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-2 border-line border-b px-4 py-2">
      <div className="w-64">
        <SearchInput
          value={filter.search}
          onChange={(search) => onChange({ ...filter, search: search.slice(0, 200) })}
          placeholder={t('search')}
        />
      </div>
      <fieldset aria-label={t('filter.kind')} className="flex gap-1.5">
        {KINDS.map((kind) => (
          <Toggle
            key={kind}
            label={t(`kind.${kind}`)}
            on={filter.kinds.includes(kind)}
            onToggle={() => onChange({ ...filter, kinds: toggled(filter.kinds, kind) })}
          />
        ))}
      </fieldset>
      <fieldset aria-label={t('filter.status')} className="flex gap-1.5">
        {STATUSES.map((status) => (
          <Toggle
            key={status}
            label={t(`status.${status}`)}
            on={filter.statuses.includes(status)}
            onToggle={() => onChange({ ...filter, statuses: toggled(filter.statuses, status) })}
          />
        ))}
      </fieldset>
    </div>
  )
}
