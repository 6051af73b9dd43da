import type { ViewColumn, ViewState } from '../../shared/domain/record-question'
import type { Field, FieldType, Table } from '../../shared/domain/table'
import { allColumns } from './view-state'

/** One column of the grid. */
export type Column = {
  field: Field
  /** Of its value in a record. */
  place: number
  width: number
  pinned: boolean
  /** In px from where its group (the pinned ones, the others) begins. */
  left: number
}

export const NARROWEST = 56
export const WIDEST = 800
/** As many as a view remembers. */
const MOST_LISTED = 500

const WIDTHS: Partial<Record<FieldType, number>> = {
  boolean: 104,
  integer: 120,
  number: 128,
  date: 128,
  datetime: 168,
  'long-text': 280,
  email: 208,
  url: 224,
  json: 240,
  'multi-select': 208,
}
const USUAL_WIDTH = 176

type Listed = ViewColumn & { field: Field; place: number }

function listed(table: Table, state: ViewState): Listed[] {
  const places = new Map(table.fields.map((field, place) => [field.id, { field, place }]))
  return allColumns(table, state).flatMap((column) => {
    const found = places.get(column.fieldId)
    return found ? [{ ...column, ...found }] : []
  })
}

/** The columns to draw: pinned ones first. */
export function visibleColumns(table: Table, state: ViewState): Column[] {
  const shown = listed(table, state).filter(({ hidden }) => !hidden)
  return [...placed(shown.filter(({ pinned }) => pinned)), ...placed(shown.filter(({ pinned }) => !pinned))]
}

function placed(columns: Listed[]): Column[] {
  let left = 0
  return columns.map(({ field, place, pinned, ...column }) => {
    const width = column.width ?? WIDTHS[field.type] ?? USUAL_WIDTH
    left += width
    return { field, place, pinned, width, left: left - width }
  })
}

const toState = (columns: Listed[]): ViewColumn[] =>
  columns.slice(0, MOST_LISTED).map(({ fieldId, width, hidden, pinned }) => ({ fieldId, width, hidden, pinned }))

/** The columns of the view with one of them changed. */
export function withColumn(
  table: Table,
  state: ViewState,
  fieldId: string,
  change: Partial<Omit<ViewColumn, 'fieldId'>>,
): ViewColumn[] {
  const width = change.width ? { width: Math.round(Math.min(WIDEST, Math.max(NARROWEST, change.width))) } : {}
  return toState(
    listed(table, state).map((column) => (column.fieldId === fieldId ? { ...column, ...change, ...width } : column)),
  )
}

/** The columns of the view with one of them before another, or at the end. It is pinned when its new neighbour is. */
export function movedColumn(table: Table, state: ViewState, fieldId: string, before: string | null): ViewColumn[] {
  const all = listed(table, state)
  const moved = all.find((column) => column.fieldId === fieldId)
  if (!moved || fieldId === before) return toState(all)
  const others = all.filter((column) => column !== moved)
  const at = before === null ? others.length : others.findIndex((column) => column.fieldId === before)
  const neighbour = others[at]
  const pinned = neighbour && !neighbour.hidden ? neighbour.pinned : false
  return toState(others.toSpliced(at < 0 ? others.length : at, 0, { ...moved, pinned }))
}

/** Before which field a column stands after a step to the left or right among the shown ones of its group; undefined at the end of it. */
export function stepTarget(columns: readonly Column[], fieldId: string, step: -1 | 1): string | null | undefined {
  const own = columns.find(({ field }) => field.id === fieldId)
  const group = columns.filter(({ pinned }) => pinned === own?.pinned)
  const at = group.findIndex(({ field }) => field.id === fieldId)
  if (step < 0) return group[at - 1]?.field.id
  if (at + 1 >= group.length) return undefined
  return group[at + 2]?.field.id ?? null
}

/** Columns come and go in groups of so many, so that rows are not drawn anew with every one that scrolls by. */
const GROUP = 4

/** Which of the columns that scroll are drawn, and how much room the rest take on either side. */
export function columnWindow(columns: readonly Column[], scrolled: number, room: number) {
  const seen = columns.findIndex(({ left, width }) => left + width > scrolled)
  const beyond = columns.findIndex(({ left }) => left >= scrolled + room)
  const first = seen < 0 ? 0 : seen - (seen % GROUP)
  const end = beyond < 0 ? columns.length : Math.min(columns.length, Math.ceil(beyond / GROUP) * GROUP)
  const last = columns.at(-1)
  const edge = columns[end - 1]
  return {
    first,
    end,
    before: columns[first]?.left ?? 0,
    after: last && edge ? last.left + last.width - edge.left - edge.width : 0,
  }
}
