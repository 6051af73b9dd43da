import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LedgerEntry } from '../../shared/domain/ledger'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { ErrorNote } from '../ui/error-note'
import { PageHeader } from '../ui/page-header'
import { Screen } from '../ui/screen'
import { Skeleton } from '../ui/skeleton'
import { EntryInspector } from './entry-inspector'
import { LedgerFilters } from './ledger-filters'
import { LedgerTable } from './ledger-table'
import { type LedgerFilter, useLedger } from './use-ledger'

const EVERYTHING: LedgerFilter = { kinds: [], statuses: [], search: '' }

/** Every request that left this computer, newest first. */
export function LedgerScreen() {
  const { t } = useTranslation('ledger')
  const [filter, setFilter] = useState(EVERYTHING)
  const [opened, setOpened] = useState<LedgerEntry | null>(null)
  const ledger = useLedger(useDeferredValue(filter))
  const { entries, error } = ledger
  const filtered = filter.search !== '' || filter.kinds.length > 0 || filter.statuses.length > 0
  const shown = entries?.find(({ id }) => id === opened?.id) ?? opened
  return (
    <Screen
      width="bleed"
      busy={ledger.isFetching && entries !== undefined}
      header={<PageHeader title={t('title')} />}
      inspector={shown ? <EntryInspector key={shown.id} entry={shown} onClose={() => setOpened(null)} /> : null}
    >
      <LedgerFilters filter={filter} onChange={setFilter} />
      {error ? (
        <ErrorNote className="m-4" error={error} action={{ label: t('retry'), onClick: () => void ledger.refetch() }} />
      ) : null}
      {!entries && !error ? <Skeleton className="p-4" rows={8} /> : null}
      {entries?.length === 0 ? (
        filtered ? (
          <EmptyState title={t('none')} action={<Button onClick={() => setFilter(EVERYTHING)}>{t('clear')}</Button>} />
        ) : (
          <EmptyState title={t('empty.title')} description={t('empty.description')} />
        )
      ) : null}
      {entries && entries.length > 0 ? (
        <div className="min-h-0 flex-1 overflow-auto px-2">
          <div className="min-w-200">
            <LedgerTable entries={entries} selected={shown?.id ?? null} onOpen={setOpened} />
          </div>
          <div className="flex justify-center py-4 text-muted text-xs">
            {ledger.hasNextPage ? (
              <Button busy={ledger.isFetchingNextPage} onClick={() => void ledger.fetchNextPage()}>
                {t('older')}
              </Button>
            ) : (
              t('end')
            )}
          </div>
        </div>
      ) : null}
    </Screen>
  )
}
