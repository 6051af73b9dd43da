import i18next from 'i18next'
import type { UndoOutcome, UndoTarget } from '../../shared/domain/record-change'
import { type AppError, describeError } from '../../shared/errors'
import { api } from '../app/api'
import { toast } from '../ui/toast'

const words = (key: string, values: Record<string, unknown> = {}): string => i18next.t(`table-panels:${key}`, values)

/** For what failed after the place where it was asked for is gone. */
export function tellFailure(error: AppError): void {
  const { title, advice } = describeError(error)
  toast({ title, description: advice, tone: 'bad' })
}

/** Says what was done, with one button that takes it back. */
export function tellUndoable(title: string, batchId: string | null): void {
  toast({ title, ...(batchId ? { action: { label: words('undo.undo'), run: () => void undoNow(batchId) } } : {}) })
}

/** Says what an undo did and what it left alone; a button does it all again. */
export function tellUndone({ records, conflictCount, batchIds }: UndoOutcome): void {
  toast({
    title: words('undo.done', { count: records }),
    ...(conflictCount > 0 ? { description: words('undo.left', { count: conflictCount }) } : {}),
    ...(batchIds.length > 0 ? { action: { label: words('undo.redo'), run: () => void redo(batchIds) } } : {}),
  })
}

async function undoNow(batchId: string): Promise<void> {
  await undoTarget({ kind: 'batch', batchId })
}

/** Undoes without asking. */
export async function undoTarget(target: UndoTarget): Promise<void> {
  const result = await api.records.undo(target)
  if (result.ok) tellUndone(result.value)
  else tellFailure(result.error)
}

/** The latest first: each was written over what the one before it left. */
async function redo(batchIds: readonly string[]): Promise<void> {
  let records = 0
  for (const batchId of batchIds.toReversed()) {
    const result = await api.records.undo({ kind: 'batch', batchId })
    if (!result.ok) return tellFailure(result.error)
    records += result.value.records
  }
  toast({ title: words('undo.redone', { count: records }) })
}
