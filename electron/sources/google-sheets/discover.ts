import type { DiscoveredStream } from '../../../shared/domain/data-connection'
import { type HttpContext, type Identity, SourceProblem } from '../define'
import { isBlank } from './cells'
import { type Column, columnNames, keyColumn, ROW_FIELD, type SampleCell, titleOf, toStreamField } from './columns'
import { headerRows, spreadsheetIds, streamName } from './settings'
import { type GridFile, type GridTab, readFile, readSamples, readUser } from './spreadsheet'

const MOST_ROWS = 200
const CELLS_PER_REQUEST = 50_000
const TABS_PER_REQUEST = 20

/** Who signed in, and that every spreadsheet can be read. */
export async function checkSheets(context: HttpContext): Promise<Identity> {
  const ids = spreadsheetIds(context)
  const user = await readUser(context)
  for (const id of ids) await readable(context, id, 'config')
  return { ...user, testMode: false }
}

/** The tabs of all spreadsheets that can be read; fails when there is none. */
export async function discoverTabs(context: HttpContext): Promise<DiscoveredStream[]> {
  const streams: DiscoveredStream[] = []
  let problem: SourceProblem | null = null
  for (const id of spreadsheetIds(context)) {
    try {
      streams.push(...(await streamsOf(context, await readable(context, id, 'stream-unavailable'))))
    } catch (error) {
      if (!(error instanceof SourceProblem) || error.verdict.kind !== 'stream-unavailable') throw error
      problem = error
    }
  }
  if (problem && streams.length === 0) throw problem
  return streams
}

async function readable(context: HttpContext, id: string, kind: 'config' | 'stream-unavailable'): Promise<GridFile> {
  try {
    return await readFile(context, id)
  } catch (error) {
    if (!(error instanceof SourceProblem) || error.verdict.kind !== 'stream-unavailable') throw error
    const advice = 'share it with the account that signed in, or remove its address'
    throw new SourceProblem({ kind, message: `Spreadsheet ${id} cannot be read: ${advice}. ${error.message}` })
  }
}

async function streamsOf(context: HttpContext, file: GridFile): Promise<DiscoveredStream[]> {
  const { first } = headerRows(context)
  const tabs = file.tabs.filter(({ rowCount }) => rowCount >= first)
  const streams: DiscoveredStream[] = []
  for (const group of inGroups(tabs)) {
    const areas = group.map((tab) => ({ title: tab.title, area: sampleArea(tab, first) }))
    const samples = await readSamples(context, file.id, areas)
    for (const tab of group) streams.push(...toStream(context, file, tab, samples.get(tab.sheetId) ?? []))
  }
  return streams
}

const sampleRows = ({ columnCount }: GridTab) =>
  Math.max(25, Math.min(MOST_ROWS, Math.floor(CELLS_PER_REQUEST / columnCount)))

const sampleArea = (tab: GridTab, first: number) => ({
  fromRow: first,
  toRow: Math.min(tab.rowCount, first + sampleRows(tab) - 1),
  fromColumn: 0,
  toColumn: tab.columnCount - 1,
})

function inGroups(tabs: readonly GridTab[]): GridTab[][] {
  const groups: GridTab[][] = []
  let cells = Number.POSITIVE_INFINITY
  for (const tab of tabs) {
    const more = sampleRows(tab) * tab.columnCount
    const last = groups.at(-1)
    if (last && last.length < TABS_PER_REQUEST && cells + more <= CELLS_PER_REQUEST) last.push(tab)
    else groups.push([tab])
    cells = last === groups.at(-1) ? cells + more : more
  }
  return groups
}

/** Nothing for a tab without headers. */
function toStream(context: HttpContext, file: GridFile, tab: GridTab, rows: SampleCell[][]): DiscoveredStream[] {
  const { first, last } = headerRows(context)
  const at = rows.slice(0, last - first + 1).findIndex((row) => row.some(({ value }) => titleOf(value) !== ''))
  const header = rows[at]
  if (!header) return []
  const columns = columnsOf(header, rows.slice(at + 1), tab.columnCount)
  const key = keyColumn(columns, context.config.keyColumn?.trim() ?? '')
  const fields = columns.map((column) => toStreamField(column, key))
  const row = { name: ROW_FIELD, type: 'integer', sourceType: 'ROW', primaryKey: true } as const
  return [
    {
      name: streamName(file.id, tab.sheetId),
      label: tab.title,
      group: file.title,
      fields: key === null ? [row, ...fields] : fields,
      estimatedRows: Math.max(0, tab.rowCount - first - at),
      cursorField: null,
      cursorChoices: [],
      deletes: 'full-read',
      filters: 'local',
      note: noteOf(tab, key),
    },
  ]
}

/** A column without a header is one when the sample has something in it. */
function columnsOf(header: readonly SampleCell[], rows: readonly SampleCell[][], width: number): Column[] {
  const titles = header.map(({ value }) => value)
  return columnNames(titles, width).flatMap((name, index) => {
    const cells = rows.map((row) => row[index] ?? { value: null, format: null })
    const titled = titleOf(titles[index]) !== ''
    return titled || cells.some(({ value }) => !isBlank(value)) ? [{ name, cells, titled }] : []
  })
}

function noteOf({ hidden }: GridTab, key: string | null): string | null {
  const keyed =
    key === null
      ? 'No column holds a value of its own for each row, so rows are known by their number: sorting the tab looks like changing its rows.'
      : null
  return [hidden ? 'The tab is hidden.' : null, keyed].filter((each) => each !== null).join(' ') || null
}
