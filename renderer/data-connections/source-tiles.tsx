import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SourceInfo } from '../../shared/domain/data-connection'
import { EmptyState } from '../ui/empty-state'
import { Mark } from '../ui/mark'
import { SearchInput } from '../ui/search-input'

type SourceTilesProps = { sources: SourceInfo[]; onChoose: (id: string) => void }

const SEARCH_FROM = 9

/** The catalog of sources. */
export function SourceTiles({ sources, onChoose }: SourceTilesProps) {
  const { t } = useTranslation('data-connections')
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLocaleLowerCase()
  const found = sources.filter(({ name, description }) => `${name} ${description}`.toLocaleLowerCase().includes(wanted))
  return (
    <>
      {sources.length >= SEARCH_FROM ? (
        <div className="mb-4 max-w-100">
          <SearchInput value={search} onChange={setSearch} placeholder={t('connect.search')} />
        </div>
      ) : null}
      <ul aria-label={t('step.source')} className="grid grid-cols-[repeat(auto-fill,minmax(260px,1fr))] gap-2">
        {found.map(({ id, name, description }) => (
          <li key={id}>
            <button
              type="button"
              aria-label={name}
              aria-describedby={`source-${id}`}
              onClick={() => onChoose(id)}
              className="group/mark flex h-full w-full items-start gap-3 rounded-md bg-surface p-3 text-start shadow-[inset_0_0_0_1px_var(--line)] hover:shadow-[inset_0_0_0_1px_var(--line-strong)]"
            >
              <Mark id={id} name={name} size={24} className="text-muted" />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium text-sm">{name}</span>
                <span id={`source-${id}`} className="block text-muted text-xs">
                  {description}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 ? <EmptyState title={t('connect.none')} /> : null}
    </>
  )
}
