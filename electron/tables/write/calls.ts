import type { ChangeActor, UndoOutcome, UndoTarget } from '../../../shared/domain/record-change'
import type { CellValue } from '../../../shared/domain/table'
import type { Call, CallHandlers } from '../../data-worker/protocol'
import type { WriteContext } from '../write-context'
import { revertValue } from './revert-value'
import { undo } from './undo'
import { deleteRecords, type WriteTools, writeRecords } from './write-records'

/** Who writes a record; the journal keeps it. */
export type Actor = Pick<ChangeActor, 'kind' | 'id'>
export type FieldValues = Record<string, CellValue>

/** `batchId` is chosen by the caller when it has to find out later whether the write was made. */
type Write = { tableId: string; actor: Actor; batchId?: string }

/** Writes of records that the data worker does for main. */
export type RecordCalls = {
  /** All of it or nothing; `batchId` is null when nothing differed. */
  writeRecords: Call<
    Write & {
      /** `expected` are values that have to be there still; when they are not, nothing is written: `conflict`. */
      edits: { recordId: number; values: FieldValues; expected?: FieldValues }[]
      adds: FieldValues[]
    },
    { batchId: string | null; added: number[] }
  >
  deleteRecords: Call<Write & { recordIds: number[] }, { batchId: string | null; deleted: number }>
  revertValue: Call<{ tableId: string; recordId: number; fieldId: string; actor: Actor }, void>
  previewUndo: Call<UndoTarget, UndoOutcome>
  undo: Call<{ target: UndoTarget; actor: Actor }, UndoOutcome>
}

/** What these calls do with the only writing handle. */
export function recordCalls(context: WriteContext): CallHandlers<RecordCalls> {
  const { opened, jsonEach } = context
  const inTransaction = <T>(write: (tools: WriteTools) => Promise<T>): Promise<T> =>
    opened.db
      .transaction()
      .execute((transaction) => write({ db: transaction, jsonEach, at: context.now().toISOString() }))
  return {
    writeRecords: (input) => context.write(input.tableId, () => inTransaction((tools) => writeRecords(tools, input))),
    deleteRecords: (input) => context.write(input.tableId, () => inTransaction((tools) => deleteRecords(tools, input))),
    revertValue: (input) => context.write(input.tableId, () => inTransaction((tools) => revertValue(tools, input))),
    previewUndo: (target) => context.queue.record(() => previewUndo(inTransaction, target)),
    async undo({ target, actor }) {
      const undone = await context.write(null, () =>
        inTransaction((tools) => undo(tools, { target, actor, preview: false })),
      )
      for (const tableId of undone.tableIds) {
        context.tableChanged(tableId)
        context.buildSearch(tableId)
      }
      return undone.outcome
    },
  }
}

/** A run's undo builds on itself batch by batch, so what would come of it is found by doing it and rolling back. */
async function previewUndo(
  inTransaction: <T>(write: (tools: WriteTools) => Promise<T>) => Promise<T>,
  target: UndoTarget,
): Promise<UndoOutcome> {
  const found: UndoOutcome[] = []
  const rollBack = new Error('Rolled back')
  await inTransaction(async (tools) => {
    found.push((await undo(tools, { target, actor: { kind: 'user', id: null }, preview: true })).outcome)
    throw rollBack
  }).catch((error: unknown) => {
    if (error !== rollBack) throw error
  })
  return found[0] ?? { records: 0, conflicts: [], conflictCount: 0, batchIds: [] }
}
