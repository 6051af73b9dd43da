import { z } from 'zod'
import { Id } from '../domain/common'
import { ChangeBatch, RecordHistoryEntry, UndoOutcome, UndoTarget } from '../domain/record-change'
import { FieldSummary, GroupStep, RecordGroups, RecordQuestion } from '../domain/record-question'
import { CellValue, RecordRow } from '../domain/table'
import { command, query } from './define'

const RecordId = z.number().int()
const Values = z.record(Id, CellValue)
const OfRecord = z.object({ tableId: Id, recordId: RecordId })
const Labelled = z.array(z.object({ id: RecordId, label: z.string() }))

export const records = {
  /** Any page of any depth. */
  page: query(
    z.object({ question: RecordQuestion, offset: z.number().int().min(0), limit: z.number().int().min(1).max(500) }),
    z.object({ rows: z.array(RecordRow) }),
  ),
  /** `ticket` names the work, so that `stop` can end it; a newer one of the same ticket ends an older one. */
  count: query(z.object({ question: RecordQuestion, ticket: Id }), z.number().int()),
  summary: query(z.object({ question: RecordQuestion, fieldId: Id, ticket: Id }), FieldSummary),
  groups: query(
    z.object({
      question: RecordQuestion,
      fieldId: Id,
      step: GroupStep,
      limit: z.number().int().min(1).max(500),
      ticket: Id,
    }),
    RecordGroups,
  ),
  /** Ends a count, summary or grouping; it then fails with `conflict`. */
  stop: query(z.object({ ticket: Id }), z.void()),

  /** With what the source says of the values that were edited here. */
  get: query(
    OfRecord,
    z.object({ row: RecordRow, overlays: z.array(z.object({ fieldId: Id, sourceValue: CellValue })) }),
  ),
  /** Newest first; `before` is the id of the last entry of the page before. */
  history: query(
    OfRecord.extend({ before: z.number().int().nullable(), limit: z.number().int().min(1).max(200) }),
    z.array(RecordHistoryEntry),
  ),
  /** How people would call these records. Those that are gone are left out. */
  labels: query(z.object({ tableId: Id, ids: z.array(RecordId).max(500) }), Labelled),
  /** Records to refer to, by their words; the first ones when there are none. */
  suggest: query(z.object({ tableId: Id, text: z.string().max(200) }), Labelled),

  /** All of it or nothing. Returns the ids of the records that were added, in their order. */
  write: command(
    z.object({
      tableId: Id,
      edits: z.array(z.object({ recordId: RecordId, values: Values })).max(10_000),
      adds: z.array(Values).max(10_000),
    }),
    z.object({ batchId: Id.nullable(), added: z.array(RecordId) }),
  ),
  delete: command(
    z.object({ tableId: Id, recordIds: z.array(RecordId).min(1).max(10_000) }),
    z.object({ batchId: Id.nullable(), deleted: z.number().int() }),
  ),
  /** Puts the source's value back in the place of an edited one. */
  revert: command(OfRecord.extend({ fieldId: Id }), z.void()),

  /** Newest first, of a table or of one run of an agent. */
  changes: query(
    z.object({ tableId: Id.nullable(), runId: Id.nullable(), limit: z.number().int().min(1).max(200) }),
    z.array(ChangeBatch),
  ),
  previewUndo: query(UndoTarget, UndoOutcome),
  /** Puts back what can be put back without overwriting later changes, and says what cannot. */
  undo: command(UndoTarget, UndoOutcome),
}
