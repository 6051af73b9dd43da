import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DataConnection } from '../../shared/domain/data-connection'
import { useGo } from '../app/navigation'
import { Button } from '../ui/button'
import { RowList } from '../ui/row-list'
import { SearchInput } from '../ui/search-input'
import { Segmented } from '../ui/segmented'
import { findDataConnections, needsHand } from './data-connection-order'
import { DataConnectionRow } from './data-connection-row'
import { useSchedules } from './schedules-note'

/** From here on a list is searched rather than read. */
const SEARCH_FROM = 9
/** So many rows are drawn at a time: each one reads its last runs. */
const PAGE = 50

/** First what needs a hand, then by name. */
export function DataConnectionList({ connections }: { connections: DataConnection[] }) {
  const { t } = useTranslation('data-connections')
  const go = useGo()
  const schedules = useSchedules()
  const [search, setSearch] = useState('')
  const [which, setWhich] = useState<'all' | 'attention'>('all')
  const [most, setMost] = useState(PAGE)
  const attention = connections.filter(needsHand).length
  const found = findDataConnections(connections, search, which === 'attention')
  const shown = found.slice(0, most)
  return (
    <div className="flex flex-col gap-3">
      {connections.length >= SEARCH_FROM ? (
        <div className="flex items-center gap-3">
          <div className="max-w-80 flex-1">
            <SearchInput value={search} onChange={setSearch} placeholder={t('list.search')} />
          </div>
          <Segmented
            label={t('list.which')}
            value={which}
            onChange={setWhich}
            options={[
              { value: 'all', label: t('list.all', { count: connections.length }) },
              { value: 'attention', label: t('list.attention', { count: attention }) },
            ]}
          />
        </div>
      ) : null}
      <RowList
        label={t('title')}
        items={shown}
        itemKey={({ id }) => id}
        onSelect={({ id }) => go(`/setup/connections/${id}`)}
        renderItem={(connection) => <DataConnectionRow connection={connection} schedules={schedules} />}
      />
      {found.length === 0 ? <p className="text-muted text-sm">{t('list.nothing')}</p> : null}
      {shown.length < found.length ? (
        <div className="flex items-center gap-3">
          <Button onClick={() => setMost(most + PAGE)}>
            {t('list.more', { count: Math.min(PAGE, found.length - shown.length) })}
          </Button>
          <span role="status" className="tnum text-muted text-xs">
            {t('shown', { count: shown.length, all: found.length })}
          </span>
        </div>
      ) : null}
    </div>
  )
}
