import { z } from 'zod'
import { Id } from '../domain/common'
import { LedgerEntry, LedgerKind, LedgerStatus } from '../domain/ledger'
import { query } from './define'

export const ledger = {
  /** Newest first; `before` is the id of the last entry already shown. */
  list: query(
    z.object({
      before: z.number().int().nullable(),
      limit: z.number().int().min(1).max(200),
      kinds: z.array(LedgerKind).max(10),
      statuses: z.array(LedgerStatus).max(10),
      threadId: Id.nullable(),
      search: z.string().max(200),
    }),
    z.array(LedgerEntry),
  ),
}
