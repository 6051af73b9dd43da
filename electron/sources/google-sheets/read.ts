import { z } from 'zod'
import type { JsonValue } from '../../../shared/domain/common'
import type { StreamField } from '../../../shared/domain/data-connection'
import { type HttpContext, type Selection, type SourcePage, SourceProblem } from '../define'
import { keyOf, toPage } from '../http/pages'
import { isBlank, isUnused, toCell } from './cells'
import { columnNames, ROW_FIELD, titleOf } from './columns'
import { headerRows, streamPlace } from './settings'
import { type GridFile, type GridTab, readFile, readStamp, readValues } from './spreadsheet'
import { wallToUtc } from './wall-time'

const MOST_ROWS = 5000
/** About two megabytes. */
const MOST_CELLS = 150_000
const KEYS_PER_REQUEST = 50_000
/** A tab that changes while it is read is read once more; what changes then is found by the next sync. */
const PASSES = 2

/** `stamp` is the state of the file that the rows before `row` are from. */
const Resume = z.object({ pass: z.number().int(), row: z.number().int(), stamp: z.string() })
type Resume = z.infer<typeof Resume>

/** Another text after every change of the spreadsheet. */
export const stampOf = (context: HttpContext, selection: Selection): Promise<string> =>
  readStamp(context, streamPlace(selection).id)

/** Every row that is not blank; what was there in the first pass and is gone in the second is told as deleted. */
export async function* readTab(
  context: HttpContext,
  selection: Selection,
  resume: JsonValue,
): AsyncIterable<SourcePage> {
  const { id } = streamPlace(selection)
  let from = resume === null ? null : Resume.parse(resume)
  let earlier = new Set<string>()
  for (let pass = from?.pass ?? 1; ; pass += 1) {
    const stamp = await readStamp(context, id)
    const row = from?.stamp === stamp ? from.row : 0
    const keys = new Set<string>()
    const moved = yield* onePass(context, selection, { pass, row, stamp }, keys)
    if (!moved) yield* goneSince(selection, earlier, keys, { pass, row: Number.MAX_SAFE_INTEGER, stamp })
    if (!moved && (pass >= PASSES || (await readStamp(context, id)) === stamp)) return
    if (pass > PASSES)
      throw new SourceProblem({ kind: 'retry', message: 'The tab was renamed or cut while it was read' })
    earlier = new Set([...earlier, ...keys])
    from = null
  }
}

function* goneSince(
  selection: Selection,
  earlier: ReadonlySet<string>,
  keys: ReadonlySet<string>,
  resume: Resume,
): Iterable<SourcePage> {
  const deleted = [...earlier].filter((key) => !keys.has(key)).map((key): string[] => JSON.parse(key))
  if (deleted.length > 0) yield { ...toPage(selection, [], resume), deleted }
}

/** From a row on to the end; true when the tab was renamed or got smaller in the meantime, so that its rows cannot be asked for. */
async function* onePass(
  context: HttpContext,
  selection: Selection,
  start: Resume,
  keys: Set<string>,
): AsyncGenerator<SourcePage, boolean> {
  try {
    yield* rowsFrom(context, await openTab(context, selection), start, keys)
    return false
  } catch (error) {
    if (error instanceof SourceProblem && error.verdict.kind === 'restart-page') return true
    throw error
  }
}

type OpenTab = {
  selection: Selection
  file: GridFile
  tab: GridTab
  place: { id: string; title: string }
  /** The first row after the header, counted from 1. */
  firstRow: number
  /** Places of the columns by the names of their fields. */
  columns: Map<string, number>
  /** The last column that is a field of the stream. */
  lastColumn: number
}

async function openTab(context: HttpContext, selection: Selection): Promise<OpenTab> {
  const { id, sheetId } = streamPlace(selection)
  const file = await readFile(context, id)
  const tab = file.tabs.find((each) => each.sheetId === sheetId)
  if (!tab) throw new SourceProblem({ kind: 'schema-changed', message: 'The tab is no longer in the spreadsheet' })
  const place = { id, title: tab.title }
  const { first, last } = headerRows(context)
  const toRow = Math.min(last, tab.rowCount)
  const area = { fromRow: first, toRow, fromColumn: 0, toColumn: tab.columnCount - 1 }
  const top = first > tab.rowCount ? [] : await readValues(context, place, area)
  const at = top.findIndex((row) => row.some((value) => titleOf(value) !== ''))
  const columns = new Map(columnNames(top[at] ?? [], tab.columnCount).map((name, index) => [name, index]))
  const missing = selection.fields.filter(({ name }) => name !== ROW_FIELD && !columns.has(name))
  if (at < 0 || missing.length > 0) {
    const names = missing.map(({ name }) => `“${name}”`).join(', ')
    throw new SourceProblem({ kind: 'schema-changed', message: `“${tab.title}” no longer has the columns ${names}` })
  }
  const known = selection.stream.fields.flatMap(({ name }) => columns.get(name) ?? [])
  return { selection, file, tab, place, firstRow: first + at + 1, columns, lastColumn: Math.max(0, ...known) }
}

async function* rowsFrom(
  context: HttpContext,
  open: OpenTab,
  { pass, row, stamp }: Resume,
  keys: Set<string>,
): AsyncIterable<SourcePage> {
  const { selection, file, tab, place, firstRow, lastColumn } = open
  await checkKeys(context, open)
  const toUtc = wallToUtc(file.timeZone)
  const step = Math.max(100, Math.min(MOST_ROWS, Math.floor(MOST_CELLS / (lastColumn + 1))))
  let from = Math.max(firstRow, row)
  do {
    const toRow = Math.min(tab.rowCount, from + step - 1)
    const area = { fromRow: from, toRow, fromColumn: 0, toColumn: lastColumn }
    const values = from > tab.rowCount ? [] : await readValues(context, place, area)
    const records = values.flatMap((cells, index) => toRecord(open, cells, from + index, toUtc))
    for (const record of records) keys.add(JSON.stringify(keyOf(selection, record)))
    from = toRow + 1
    yield toPage(selection, records, { pass, row: from, stamp })
  } while (from <= tab.rowCount)
}

/** No record for a row with nothing in any column of the stream. */
function toRecord(
  { selection, tab, columns }: OpenTab,
  cells: readonly JsonValue[],
  row: number,
  toUtc: (wall: number) => number,
): Record<string, JsonValue>[] {
  const cellOf = ({ name }: StreamField) => cells[columns.get(name) ?? Number.NaN]
  if (selection.stream.fields.every((field) => isUnused(cellOf(field)))) return []
  const record = selection.fields.map((field) => {
    const value = field.name === ROW_FIELD ? row : toCell(field, cellOf(field), toUtc)
    if (value === null && field.primaryKey) throw keyProblem(tab, field, `Row ${row} has no value`)
    return [field.name, value] as const
  })
  return [Object.fromEntries(record)]
}

/** Fails when two rows have the same value in the key column. */
async function checkKeys(context: HttpContext, { selection, tab, place, firstRow, columns }: OpenTab): Promise<void> {
  const key = selection.stream.fields.find(({ primaryKey }) => primaryKey)
  const column = key && columns.get(key.name)
  if (!key || column === undefined) return
  const rows = new Map<string, number>()
  for (let fromRow = firstRow; fromRow <= tab.rowCount; fromRow += KEYS_PER_REQUEST) {
    const toRow = Math.min(tab.rowCount, fromRow + KEYS_PER_REQUEST - 1)
    const area = { fromRow, toRow, fromColumn: column, toColumn: column }
    for (const [index, [value]] of (await readValues(context, place, area)).entries()) {
      if (value === undefined || isBlank(value)) continue
      const other = rows.get(String(value))
      if (other !== undefined) throw keyProblem(tab, key, `Rows ${other} and ${fromRow + index} have the same value`)
      rows.set(String(value), fromRow + index)
    }
  }
}

const keyProblem = ({ title }: GridTab, { name }: StreamField, what: string): SourceProblem =>
  new SourceProblem({
    kind: 'stream-unavailable',
    message: `${what} in the key column “${name}” of “${title}”: correct it, or choose another key column`,
  })
