import { useState } from 'react'
import type { AppError } from '../../shared/errors'
import { toast } from '../ui/toast'
import { copyCells, readPaste } from './clipboard-cells'
import { clearCells, deleteRecords, fillDown, selectedIds } from './grid-edits'
import { type Ground, type Outcome, words, writeRecords } from './grid-ground'
import { stepBack } from './grid-undo'
import { type Cell, HEAD } from './move-cell'
import { tellFailure, tellUndoable } from './undo-batches'

/** More than this is asked about first; all of it can be undone. */
const MANY_CELLS = 1000
const MANY_RECORDS = 100

type Question = { title: string; text: string; confirm: string; danger: boolean }
/** A question that stands over the grid. */
export type Asked = Question & { run: () => Promise<Outcome> }
type Failed = Extract<Outcome, { ok: false }>
/** What is about to be done; `asked` when a person is to agree first. */
type Planned = { asked: Question | null; run: () => Promise<Outcome> }
/** Why something was not done, shown at the cell it is about. */
export type Problem = { cell: Cell; error: AppError }

async function planPasting(now: Ground, text: string): Promise<Planned | Failed> {
  const read = await readPaste(now, text)
  if ('ok' in read) return read
  const { change, cells, plan } = read
  const count = change.adds.length
  const added = count > 0 ? ` · ${words('said.added', { count })}` : ''
  const isMuch = cells > MANY_CELLS || count > MANY_RECORDS
  return {
    asked: isMuch
      ? {
          title: words('pasteTitle', { count: cells }),
          text: words('pasteText', { count, changed: change.edits.length }),
          confirm: words('pasteConfirm'),
          danger: false,
        }
      : null,
    run: async () => {
      const outcome = await writeRecords(now, change, `${words('said.pasted', { count: cells })}${added}`)
      if (outcome.ok && plan.lostColumns + plan.lostRows > 0) {
        toast({ title: words('pasteCut', { rows: plan.lostRows, columns: plan.lostColumns }) })
      }
      return outcome
    },
  }
}

/** Null when there is nothing that may be deleted. */
async function planRemoval(now: Ground): Promise<Planned | Failed | null> {
  const { table } = now
  if (table.kind !== 'own') return null
  const ids = await selectedIds(now)
  if (!Array.isArray(ids)) return ids
  const count = ids.length
  if (count === 0) return null
  return {
    asked:
      count > MANY_RECORDS
        ? {
            title: words('deleteRecordsTitle', { count, name: table.name }),
            text: words('deleteRecordsText'),
            confirm: words('deleteRecords', { count }),
            danger: true,
          }
        : null,
    run: async () => {
      const outcome = await deleteRecords(table.id, ids)
      if (outcome.ok) tellUndoable(outcome.said, outcome.batchId)
      return outcome
    },
  }
}

/** What can be done with the selection. Everything says what it did to the live region. */
export function useGridActions(ground: () => Ground) {
  const [said, setSaid] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const [asked, setAsked] = useState<Asked | null>(null)

  function fail({ error, row, column }: Failed) {
    const { active } = ground()
    const at = row ?? active.row
    if (at <= HEAD) return tellFailure(error)
    setProblem({ cell: { row: at, column: column ?? active.column }, error })
  }
  /** True when it was done. */
  function tell(outcome: Outcome): boolean {
    setProblem(null)
    if (!outcome.ok) {
      fail(outcome)
      return false
    }
    setSaid(outcome.said)
    return true
  }
  async function copy(withNames: boolean): Promise<boolean> {
    const outcome = await copyCells(ground(), withNames)
    return tell(outcome)
  }
  /** Does it, or asks first when it is very much. */
  async function act(planned: Planned | Failed | null) {
    if (planned === null) return
    if ('ok' in planned) return fail(planned)
    if (planned.asked) setAsked({ ...planned.asked, run: planned.run })
    else tell(await planned.run())
  }
  async function step(direction: 'undo' | 'redo') {
    const outcome = await stepBack(ground().table.id, direction)
    if (!outcome) return setSaid(words(`said.nothing-${direction}`))
    if (outcome.error) return tellFailure(outcome.error)
    setSaid(words(`said.${direction}`, { count: outcome.records }))
    if (outcome.conflictCount === 0) return
    toast({
      title: words('undoLeft', { count: outcome.conflictCount }),
      ...(outcome.reason ? { description: outcome.reason } : {}),
      tone: 'bad',
    })
  }
  return {
    said,
    say: setSaid,
    problem,
    setProblem,
    asked,
    setAsked,
    tell,
    copy,
    step,
    paste: async (text: string) => act(await planPasting(ground(), text)),
    remove: async () => act(await planRemoval(ground())),
    cut: async () => {
      if (await copy(false)) tell(await clearCells(ground()))
    },
    clear: async () => void tell(await clearCells(ground())),
    fillDown: async () => void tell(await fillDown(ground())),
  }
}
