import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import type { LedgerEntry, LedgerKind, LedgerStatus } from '../../shared/domain/ledger'
import type { AppError } from '../../shared/errors'
import { api } from '../app/api'
import { queryKey } from '../app/query'

export type LedgerFilter = { kinds: LedgerKind[]; statuses: LedgerStatus[]; search: string }

const PAGE = 100

async function readPage(filter: LedgerFilter, before: number | null): Promise<LedgerEntry[]> {
  const result = await api.ledger.list({ ...filter, before, limit: PAGE, threadId: null })
  return result.ok ? result.value : Promise.reject(result.error)
}

/** The ledger page by page, newest first; each page starts after the last entry of the one before. */
export function useLedger(filter: LedgerFilter) {
  const { data, error, isFetching, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery<
    LedgerEntry[],
    AppError,
    LedgerEntry[],
    unknown[],
    number | null
  >({
    queryKey: [...queryKey('ledger', 'list', filter), 'pages'],
    queryFn: ({ pageParam }) => readPage(filter, pageParam),
    initialPageParam: null,
    getNextPageParam: (last) => (last.length < PAGE ? undefined : last.at(-1)?.id),
    select: ({ pages }) => pages.flat(),
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
  return { entries: data, error, isFetching, hasNextPage, isFetchingNextPage, fetchNextPage, refetch }
}
