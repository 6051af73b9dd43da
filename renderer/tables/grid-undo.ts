import type { AppError } from '../../shared/errors'
import { api } from '../app/api'

/** Batches that were written together, in their order. */
type Step = string[]
type Stack = { done: Step[]; undone: Step[] }

const MOST_KEPT = 100

/** What the person did in each table since the window opened. */
const stacks = new Map<string, Stack>()

function stackOf(tableId: string): Stack {
  const stack = stacks.get(tableId) ?? { done: [], undone: [] }
  stacks.set(tableId, stack)
  return stack
}

/** Remembers what was just written, so that Ctrl+Z takes it back. */
export function rememberWrite(tableId: string, batchId: string | null): void {
  if (batchId === null) return
  const stack = stackOf(tableId)
  stack.done = [...stack.done, [batchId]].slice(-MOST_KEPT)
  stack.undone = []
}

type StepOutcome = { records: number; conflictCount: number; reason: string | null; error: AppError | null }

/** Takes the last step back, or does it again; null when there is none. */
export async function stepBack(tableId: string, direction: 'undo' | 'redo'): Promise<StepOutcome | null> {
  const stack = stackOf(tableId)
  const step = direction === 'undo' ? stack.done.pop() : stack.undone.pop()
  if (!step) return null
  const outcome: StepOutcome = { records: 0, conflictCount: 0, reason: null, error: null }
  const written: string[] = []
  for (const batchId of step.toReversed()) {
    const result = await api.records.undo({ kind: 'batch', batchId })
    if (!result.ok) {
      outcome.error = result.error
      break
    }
    outcome.records += result.value.records
    outcome.conflictCount += result.value.conflictCount
    outcome.reason ??= result.value.conflicts[0]?.reason ?? null
    written.push(...result.value.batchIds)
  }
  if (written.length > 0) (direction === 'undo' ? stack.undone : stack.done).push(written)
  return outcome
}
