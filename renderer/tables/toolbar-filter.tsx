import { CircleDashed, ListFilter } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Table } from '../../shared/domain/table'
import { Button } from '../ui/button'
import { Chip } from '../ui/chip'
import { Popover } from '../ui/popover'
import { FilterBuilder } from './filter-builder'
import { useReferenceLabels } from './filter-labels'
import { openFilters, useFilterOpen } from './filter-open'
import { countRules, removeItem } from './filter-rules'
import { chipsOf } from './filter-words'
import { ToolbarWord } from './toolbar-word'
import type { ViewModel } from './view-model'

type FilterProps = { table: Table; model: ViewModel }

/** Opens the builder; says how many conditions there are. */
export function FilterButton({ table, model }: FilterProps) {
  const { t } = useTranslation('table-tools')
  const open = useFilterOpen((state) => state.open)
  const { filter } = model.state
  const count = filter ? countRules(filter) : 0
  return (
    <Popover
      label={t('filter.title')}
      open={open}
      onOpenChange={openFilters}
      width={720}
      trigger={
        <Button variant="ghost" icon={<ListFilter aria-hidden="true" />} className={count > 0 ? 'text-accent!' : ''}>
          <ToolbarWord>{t('filter.button')}</ToolbarWord>
          {count > 0 ? <span className="tnum">{count}</span> : null}
        </Button>
      }
    >
      <FilterBuilder fields={table.fields} filter={filter} onChange={(next) => model.change({ filter: next })} />
    </Popover>
  )
}

const MOST_CHIPS = 4

/** What is filtered, in words; each opens the builder and can be taken away. */
export function FilterChips({ table, model }: FilterProps) {
  const { t } = useTranslation('table-tools')
  const { filter } = model.state
  const labelOf = useReferenceLabels(table, filter)
  const chips = chipsOf(filter, { t, fields: table.fields, labelOf })
  if (!filter || chips.length === 0) return null
  const shown = chips.slice(0, MOST_CHIPS)
  function remove(path: readonly number[]) {
    if (!filter) return
    const next = path.length === 0 ? null : removeItem(filter, path)
    model.change({ filter: next && next.items.length > 0 ? next : null })
  }
  return (
    <ul aria-label={t('filter.chips')} className="flex min-w-0 flex-wrap items-center gap-1.5 pb-2">
      {shown.map(({ path, words, complete }) => (
        <li
          key={path.join('.')}
          className="flex min-w-0"
          title={complete ? words : `${words}: ${t('filter.incomplete')}`}
        >
          <Chip
            active={complete}
            {...(complete ? {} : { icon: <CircleDashed className="text-warn" aria-hidden="true" /> })}
            onClick={() => openFilters(true)}
            onRemove={() => remove(path)}
            removeLabel={t('filter.removeChip', { words })}
          >
            {words}
          </Chip>
        </li>
      ))}
      {chips.length > shown.length ? (
        <li>
          <Chip onClick={() => openFilters(true)}>{t('filter.others', { count: chips.length - shown.length })}</Chip>
        </li>
      ) : null}
    </ul>
  )
}
