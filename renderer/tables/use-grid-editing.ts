import { useEffect, useRef, useState } from 'react'
import type { CellValue, RecordRow } from '../../shared/domain/table'
import type { AppError } from '../../shared/errors'
import type { AfterCommit } from './cell-editor'
import { type Ground, isLocked, words, writeRecords } from './grid-ground'
import type { Cell } from './move-cell'
import { tellFailure } from './undo-batches'
import type { Problem } from './use-grid-actions'

type Editing = { cell: Cell; recordId: number; typed?: string; error?: AppError }

type EditingOptions = {
  ground: () => Ground
  /** Shows a value before it is stored. */
  show: (recordId: number, place: number, value: CellValue) => void
  renew: () => void
  say: (text: string) => void
  onProblem: (problem: Problem) => void
  /** Gives the keys back to the grid and moves on. */
  onEnd: (after: AfterCommit) => void
}

/** A key that comes before the editor has the focus is added to what began it. */
function opened(open: Editing | null, next: Editing): Editing {
  const isSame = open?.recordId === next.recordId && open.cell.column === next.cell.column
  if (!isSame || open.error || open.typed === undefined || next.typed === undefined) return next
  return { ...open, typed: open.typed + next.typed }
}

/** The cell that is edited. What was typed comes back with the reason when it was refused. */
export function useGridEditing({ ground, show, renew, say, onProblem, onEnd }: EditingOptions) {
  const [editing, setEditing] = useState<Editing | null>(null)

  /** What is typed on a cell whose record is still being read. */
  const waiting = useRef<{ cell: Cell; typed: string } | null>(null)
  /** With what was typed on the same cell before. */
  function withWaiting(cell: Cell, typed: string | undefined): string | undefined {
    const before = waiting.current
    const isSame = before?.cell.row === cell.row && before.cell.column === cell.column
    return typed === undefined || !isSame ? typed : before.typed + typed
  }
  function wait(cell: Cell, typed: string | undefined) {
    if (typed !== undefined) waiting.current = { cell, typed }
  }
  useEffect(() => {
    const kept = waiting.current
    if (!kept) return
    const { active, rowAt } = ground()
    if (kept.cell.row !== active.row || kept.cell.column !== active.column) waiting.current = null
    else if (rowAt(active.row)) {
      waiting.current = null
      start(active, kept.typed)
    }
  })

  async function write(cell: Cell, record: RecordRow, value: CellValue, typed: string | undefined) {
    const now = ground()
    const column = now.columns[cell.column]
    if (!column) return
    show(record.id, column.place, value)
    const edits = [{ recordId: record.id, values: { [column.field.id]: value } }]
    const outcome = await writeRecords(now, { edits, adds: [] }, words('said.saved', { name: column.field.name }))
    if (outcome.ok) return say(outcome.said)
    show(record.id, column.place, record.values[column.place] ?? null)
    renew()
    if (typed === undefined) return onProblem({ cell, error: outcome.error })
    setEditing((other) => {
      if (other === null) return { cell, recordId: record.id, typed, error: outcome.error }
      queueMicrotask(() => tellFailure(outcome.error))
      return other
    })
  }

  function toggle(cell: Cell, record: RecordRow, value: CellValue, typed: string | undefined) {
    const isYes = value === true || value === 1
    const chosen = typed === undefined ? !isYes : { y: true, n: false }[typed.toLowerCase()]
    if (chosen !== undefined) void write(cell, record, chosen, undefined)
  }

  /** Opens the editor; a yes-or-no changes at once. `key` is the one that began it. */
  function start(cell: Cell, key?: string) {
    const { columns, rowAt } = ground()
    const typed = withWaiting(cell, key)
    const column = columns[cell.column]
    const record = rowAt(cell.row)
    if (!column) return
    if (!record) return wait(cell, typed)
    waiting.current = null
    const { field, place } = column
    if (isLocked(field)) {
      return onProblem({ cell, error: { code: 'refused', message: words('lockedField', { name: field.name }) } })
    }
    if (field.type === 'boolean') return toggle(cell, record, record.values[place] ?? null, typed)
    setEditing((open) => opened(open, { cell, recordId: record.id, ...(typed === undefined ? {} : { typed }) }))
  }

  function commit(value: CellValue, after: AfterCommit, typed?: string) {
    if (!editing) return
    const { cell, recordId } = editing
    const { columns, rowAt } = ground()
    const column = columns[cell.column]
    const record = rowAt(cell.row)
    setEditing(null)
    onEnd(after)
    if (!column || !record) return
    if (record.id !== recordId) return tellFailure({ code: 'conflict', message: words('rowMoved') })
    if ((record.values[column.place] ?? null) === value) return
    void write(cell, record, value, typed ?? '')
  }
  return {
    editing,
    start,
    commit,
    cancel: () => {
      setEditing(null)
      onEnd(null)
    },
  }
}
