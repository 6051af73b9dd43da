import { z } from 'zod'
import { Id, Timestamp } from './common'
import { ShownRequest } from './integration'

export const LedgerKind = z.enum(['model', 'action', 'sync', 'check', 'sign-in'])
export type LedgerKind = z.infer<typeof LedgerKind>

/** `indeterminate`: the program ended between sending and hearing the answer. */
export const LedgerStatus = z.enum(['dispatched', 'succeeded', 'failed', 'indeterminate'])
export type LedgerStatus = z.infer<typeof LedgerStatus>

export const LedgerEntry = z.object({
  id: z.number().int(),
  at: Timestamp,
  kind: LedgerKind,
  status: LedgerStatus,
  /** Who caused it, in words: an agent's name, or the person. */
  actor: z.string(),
  threadId: Id.nullable(),
  runId: Id.nullable(),
  cardId: Id.nullable(),
  target: z.string(),
  accountLabel: z.string().nullable(),
  request: ShownRequest,
  httpStatus: z.number().int().nullable(),
  requestBytes: z.number().int(),
  responseBytes: z.number().int().nullable(),
  durationMs: z.number().nullable(),
  failure: z.string().nullable(),
})
export type LedgerEntry = z.infer<typeof LedgerEntry>
