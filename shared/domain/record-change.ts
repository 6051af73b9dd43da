import { z } from 'zod'
import { Id, Timestamp } from './common'
import { CellValue } from './table'

/** Who wrote. `id` is that of the agent's run or of the sync run. */
export const ChangeActor = z.object({
  kind: z.enum(['user', 'run', 'sync']),
  id: z.string().nullable(),
  /** In words: the name of the agent or of the data connection; null for the person at this computer. */
  label: z.string().nullable(),
  /** The conversation of an agent's run. */
  threadId: Id.nullable(),
})
export type ChangeActor = z.infer<typeof ChangeActor>

export const ChangeAction = z.enum(['create', 'edit', 'delete', 'import', 'retype', 'undo', 'revert', 'sync'])
export type ChangeAction = z.infer<typeof ChangeAction>

/** Records written together, in one transaction. */
export const ChangeBatch = z.object({
  id: Id,
  at: Timestamp,
  tableId: Id,
  actor: ChangeActor,
  action: ChangeAction,
  records: z.number().int(),
  /** Undone since, wholly or in part. */
  undone: z.boolean(),
})
export type ChangeBatch = z.infer<typeof ChangeBatch>

/** One entry of a record's history. `before` is null for a new record, `after` for a deleted one. */
export const RecordHistoryEntry = z.object({
  id: z.number().int(),
  batch: ChangeBatch,
  changes: z.array(z.object({ fieldId: Id, fieldName: z.string(), before: CellValue, after: CellValue })),
})
export type RecordHistoryEntry = z.infer<typeof RecordHistoryEntry>

/** What an undo leaves alone: the value has become another since, and is not overwritten. */
export const UndoConflict = z.object({
  tableId: Id,
  tableName: z.string(),
  recordId: z.number().int(),
  /** How a person would call the record. */
  label: z.string(),
  fieldName: z.string().nullable(),
  /** What the undo would have put back; what is there now. */
  wanted: CellValue,
  found: CellValue,
  reason: z.string(),
})
export type UndoConflict = z.infer<typeof UndoConflict>

export const UndoTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('batch'), batchId: Id }),
  /** Everything that one run of an agent did, in all tables. */
  z.object({ kind: z.literal('run'), runId: Id }),
])
export type UndoTarget = z.infer<typeof UndoTarget>

export const UndoOutcome = z.object({
  /** Records that were put back, or would be. */
  records: z.number().int(),
  conflicts: z.array(UndoConflict).max(200),
  conflictCount: z.number().int(),
  /** The batches that were written; undoing them does it all again. Empty for a preview. */
  batchIds: z.array(Id),
})
export type UndoOutcome = z.infer<typeof UndoOutcome>
