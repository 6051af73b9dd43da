import { type Kysely, sql } from 'kysely'
import { ShownRequest } from '../../shared/domain/integration'
import { type LedgerEntry, LedgerKind, LedgerStatus } from '../../shared/domain/ledger'
import type { WorkspaceDatabase } from '../db/schema'

type Row = WorkspaceDatabase['ledger']

export type LedgerFilter = {
  before: number | null
  limit: number
  kinds: readonly LedgerKind[]
  statuses: readonly LedgerStatus[]
  threadId: string | null
  search: string
}

export async function listEntries(db: Kysely<WorkspaceDatabase>, filter: LedgerFilter): Promise<LedgerEntry[]> {
  let query = db.selectFrom('ledger').selectAll().orderBy('id', 'desc').limit(filter.limit)
  if (filter.before !== null) query = query.where('id', '<', filter.before)
  if (filter.kinds.length > 0) query = query.where('kind', 'in', [...filter.kinds])
  if (filter.statuses.length > 0) query = query.where('status', 'in', [...filter.statuses])
  if (filter.threadId !== null) query = query.where('thread_id', '=', filter.threadId)
  const words = filter.search.trim()
  if (words !== '') {
    const pattern = `%${words.replace(/[\\%_]/g, '\\$&')}%`
    const columns = ['target', 'actor', 'account_label', 'request', 'failure'] as const
    query = query.where((where) =>
      where.or(columns.map((name) => sql<boolean>`${where.ref(name)} like ${pattern} escape '\\'`)),
    )
  }
  return (await query.execute()).map((row) => toEntry({ ...row, id: Number(row.id) }))
}

type SelectedRow = Omit<Row, 'id'> & { id: number }

function toEntry(row: SelectedRow): LedgerEntry {
  return {
    id: row.id,
    at: row.at,
    kind: LedgerKind.parse(row.kind),
    status: LedgerStatus.parse(row.status),
    actor: row.actor,
    threadId: row.thread_id,
    runId: row.run_id,
    cardId: row.card_id,
    target: row.target,
    accountLabel: row.account_label,
    request: ShownRequest.parse(JSON.parse(row.request)),
    httpStatus: row.http_status,
    requestBytes: row.request_bytes,
    responseBytes: row.response_bytes,
    durationMs: row.duration_ms,
    failure: row.failure,
  }
}
