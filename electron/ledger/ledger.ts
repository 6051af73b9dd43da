import type { Kysely } from 'kysely'
import type { ShownRequest } from '../../shared/domain/integration'
import type { LedgerEntry } from '../../shared/domain/ledger'
import { AppFailure } from '../../shared/errors'
import type { WorkspaceDatabase } from '../db/schema'
import type { LedgerPort } from '../net/ledger-port'
import { type LedgerFilter, listEntries } from './queries'

export type Ledger = LedgerPort & {
  /** At start, before anything is sent: what was under way when the program ended has an unknown outcome. */
  recover(): Promise<number>
  list(filter: LedgerFilter): Promise<LedgerEntry[]>
}

type LedgerOptions = { db: Kysely<WorkspaceDatabase>; now: () => Date; redact: (text: string) => string }

const LONGEST_BODY = 64 * 1024

/**
 * The record of every outgoing request. Texts are redacted here, whoever wrote them. A card can be used once: the second
 * dispatch with the same card fails with `approval-mismatch`, so an approval cannot be replayed.
 */
export function createLedger({ db, now, redact }: LedgerOptions): Ledger {
  return {
    async dispatch(entry) {
      const row = {
        at: now().toISOString(),
        kind: entry.kind,
        status: 'dispatched',
        actor: redact(entry.actor),
        thread_id: entry.threadId,
        run_id: entry.runId,
        card_id: entry.cardId,
        target: redact(entry.target),
        account_label: entry.accountLabel === null ? null : redact(entry.accountLabel),
        request: JSON.stringify(redactRequest(entry.request, redact)),
        request_bytes: entry.requestBytes,
      }
      try {
        const inserted = await db.insertInto('ledger').values(row).executeTakeFirstOrThrow()
        return Number(inserted.insertId)
      } catch (error) {
        if (isUsedCard(error)) throw new AppFailure({ code: 'approval-mismatch' })
        throw error
      }
    },
    async complete(id, outcome) {
      const failure = outcome.failure === null ? null : redact(outcome.failure)
      await db
        .updateTable('ledger')
        .set({
          status: outcome.status,
          http_status: outcome.httpStatus,
          response_bytes: outcome.responseBytes,
          duration_ms: outcome.durationMs,
          failure,
        })
        .where('id', '=', id)
        .where('status', '=', 'dispatched')
        .execute()
    },
    async recover() {
      const failure = 'Patchbay ended before the answer was heard'
      const updated = await db
        .updateTable('ledger')
        .set({ status: 'indeterminate', failure })
        .where('status', '=', 'dispatched')
        .executeTakeFirst()
      return Number(updated.numUpdatedRows)
    },
    list: (filter) => listEntries(db, filter),
  }
}

function redactRequest(request: ShownRequest, redact: (text: string) => string): ShownRequest {
  return {
    method: redact(request.method),
    url: redact(request.url),
    headers: request.headers.map(({ name, value }) => ({ name: redact(name), value: redact(value) })),
    body: request.body === null ? null : redact(request.body).slice(0, LONGEST_BODY),
  }
}

const isUsedCard = (error: unknown) =>
  error instanceof Error && error.message.includes('UNIQUE constraint failed: ledger.card_id')
