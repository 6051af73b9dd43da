import i18next from 'i18next'
import type { RecordQuestion } from '../../shared/domain/record-question'
import type { CellValue, Field, RecordRow, Table } from '../../shared/domain/table'
import type { AppError } from '../../shared/errors'
import { api } from '../app/api'
import type { Column } from './columns'
import { rememberWrite } from './grid-undo'
import type { Cell } from './move-cell'
import type { Block, Span } from './selection'
import { readRecords } from './use-pages'

/** What an action on the selection has before it. */
export type Ground = {
  table: Table
  question: RecordQuestion
  columns: readonly Column[]
  rowCount: number
  active: Cell
  blocks: Block[]
  rowAt: (index: number) => RecordRow | undefined
}

type Values = Record<string, CellValue>
export type RecordChange = { edits: { recordId: number; values: Values }[]; adds: Values[] }

/** What was done, in words; or why nothing was, and at which cell. */
export type Outcome =
  | { ok: true; said: string; batchId: string | null; added?: number[] }
  | { ok: false; error: AppError; row?: number; column?: number }

export const words = (key: string, values: Record<string, unknown> = {}): string => i18next.t(`tables:${key}`, values)

/** Filled by the source and what its records are known by: never changed here. */
export const isLocked = (field: Field): boolean => field.synced && field.primaryKey

/** Records by position: those on screen at once, others from main. */
export async function recordsOf({ question, rowAt }: Ground, { from, to }: Span): Promise<RecordRow[] | AppError> {
  const here: RecordRow[] = []
  for (let row = from; row <= to; row += 1) {
    const record = rowAt(row)
    if (!record) return readRecords(question, from, to)
    here.push(record)
  }
  return here
}

/** All of it or nothing, and Ctrl+Z takes it back. Places the failure at a cell when main names the field. */
export async function writeRecords(ground: Ground, change: RecordChange, said: string): Promise<Outcome> {
  const { table, columns, active } = ground
  if (change.edits.length === 0 && change.adds.length === 0) return { ok: true, said, batchId: null }
  const result = await api.records.write({ tableId: table.id, ...change })
  if (result.ok) {
    rememberWrite(table.id, result.value.batchId)
    return { ok: true, said, batchId: result.value.batchId, added: result.value.added }
  }
  const { error } = result
  const fieldId = error.code === 'invalid-input' ? error.field : undefined
  const column = columns.findIndex(({ field }) => field.id === fieldId)
  return { ok: false, error, row: ground.blocks[0]?.rows.from ?? active.row, ...(column < 0 ? {} : { column }) }
}
