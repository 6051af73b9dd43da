import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Table } from '../../shared/domain/table'
import { SearchInput } from '../ui/search-input'
import { useTyped } from '../ui/use-typed'
import type { ViewModel } from './view-model'

const TYPING_MS = 200
const LONGEST = 200

const cleaned = (text: string): string => text.trim().slice(0, LONGEST)

/** Searches the records of the view while typing; says how words are matched while it has the focus. */
export function SearchBox({ table, model }: { table: Table; model: ViewModel }) {
  const { t } = useTranslation('table-tools')
  const hintId = useId()
  const [focused, setFocused] = useState(false)
  const { typed, type, flush } = useTyped(
    model.state.search ?? '',
    (text) => model.change({ search: cleaned(text) || null }),
    { waitMs: TYPING_MS, echo: cleaned },
  )
  return (
    <search
      className="relative w-52 min-w-20 shrink [&_input]:h-7"
      onFocus={() => setFocused(true)}
      onBlur={() => {
        setFocused(false)
        flush()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') flush()
      }}
    >
      <SearchInput value={typed} onChange={type} placeholder={t('search.placeholder')} />
      {focused ? (
        <p
          id={hintId}
          role="status"
          className="absolute start-0 top-full z-20 mt-1 w-64 animate-fade rounded-md bg-float px-2.5 py-1.5 text-muted text-xs shadow-menu"
        >
          {t('search.hint')} {table.searchReady ? null : t('search.building')}
        </p>
      ) : null}
    </search>
  )
}
