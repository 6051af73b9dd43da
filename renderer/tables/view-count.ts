import type { RecordQuestion } from '../../shared/domain/record-question'
import type { Table } from '../../shared/domain/table'
import type { AppError } from '../../shared/errors'
import { api } from '../app/api'
import { useStoppable } from './view-stoppable'

export type RecordCount = {
  /** Of the records that the question finds; undefined until they were counted. */
  found: number | undefined
  /** Of the whole table; null when not known. */
  total: number | null
  counting: boolean
  stopped: boolean
  error: AppError | null
  stop: () => void
  again: () => void
}

/** Counts the records of a question while their first page is on screen already. */
export function useRecordCount(table: Table, question: RecordQuestion, ready = true): RecordCount {
  const { filter, search, tableId } = question
  const key = ready ? JSON.stringify([tableId, filter, search]) : null
  const unsorted: RecordQuestion = { tableId, filter, search, sort: [] }
  const counted = useStoppable(key, (ticket) => api.records.count({ question: unsorted, ticket }))
  const isWhole = filter === null && search === null
  return {
    found: counted.current ? counted.data : isWhole && ready ? (table.recordCount ?? undefined) : undefined,
    total: isWhole && counted.current ? (counted.data ?? null) : table.recordCount,
    counting: counted.busy && !counted.current,
    stopped: counted.stopped,
    error: counted.error,
    stop: counted.stop,
    again: counted.again,
  }
}
