import { openApiContract } from '../openapi-contract'
import { type ApiAnswer, type ApiRequest, type ApiServer, startApi } from './api-server'
import { applyFieldMask } from './field-mask'

/** A value as a cell shows it; `format` is the type of its number format. A failed formula has an `error`. */
export type SheetCell = { value?: string | number | boolean; error?: string; format?: string } | null
export type SheetTab = {
  sheetId: number
  title: string
  sheetType?: 'GRID' | 'OBJECT'
  hidden?: boolean
  rowCount: number
  columnCount: number
  /** From the first row on; what is missing is blank. */
  rows: SheetCell[][]
}
export type SheetFile = {
  title: string
  timeZone: string
  tabs: SheetTab[]
  trashed?: boolean
  state?: 'shared' | 'private' | 'xlsx'
}

export type SheetsServer = ApiServer & {
  files: Map<string, SheetFile>
  /** When it is edited, in milliseconds; null for a minute after the edit before. */
  clock: number | null
  /** Changes a file and, as every change does, its version and the time of its modification. */
  edit(id: string, change: (file: SheetFile) => void): void
  /** When it was last modified, in milliseconds. */
  modifiedAt(id: string): number
}

export const cell = (value: string | number | boolean, format?: string): SheetCell => ({
  value,
  ...(format ? { format } : {}),
})

const contract = openApiContract(new URL('../../fixtures/sources/google-sheets.json', import.meta.url))
const SHOWN: Record<string, string> = { N_A: '#N/A', DIVIDE_BY_ZERO: '#DIV/0!', REF: '#REF!', NAME: '#NAME?' }

/** The reading half of Google Sheets and of Drive's files, for one user. */
export async function startGoogleSheets(token: string, first: Record<string, SheetFile>): Promise<SheetsServer> {
  const files = new Map(Object.entries(first))
  const states = new Map([...files.keys()].map((id) => [id, { version: 1, modified: Date.UTC(2026, 0, 10) }]))
  const server = await startApi({
    contract,
    answer(request) {
      const isKnown = request.headers.authorization === `Bearer ${token}`
      if (request.url.pathname.startsWith('/drive/'))
        return isKnown ? driveAnswer(request, files, states) : driveFailure(401, 'authError', 'Invalid Credentials')
      if (!isKnown) return failure(401, 'UNAUTHENTICATED', 'Invalid credentials')
      const id = idIn(request)
      const file = files.get(id)
      if (!file) return failure(404, 'NOT_FOUND', 'Requested entity was not found.')
      if (file.state === 'private') return failure(403, 'PERMISSION_DENIED', 'The caller does not have permission')
      return sheetsAnswer(request, id, file)
    },
  })
  const sheets: SheetsServer = {
    ...server,
    files,
    clock: null,
    edit(id, change) {
      const [file, state] = [files.get(id), states.get(id)]
      if (!file || !state) throw new Error(`no file ${id}`)
      change(file)
      state.version += 1
      state.modified = sheets.clock ?? state.modified + 60_000
    },
    modifiedAt: (id) => states.get(id)?.modified ?? Number.NaN,
  }
  return sheets
}

const PLACE = /^\/(?:drive\/v3\/files|v4\/spreadsheets)\/([-\w]+)/
const idIn = ({ url }: ApiRequest): string => PLACE.exec(url.pathname)?.[1] ?? ''
const USER = { permissionId: '1042', emailAddress: 'ada@acme.example', displayName: 'Ada' }

type State = { version: number; modified: number }

const driveFile = (id: string, { trashed = false }: SheetFile, { version, modified }: State) => ({
  id,
  modifiedTime: new Date(modified).toISOString(),
  version: String(version),
  trashed,
})

function driveAnswer(
  request: ApiRequest,
  files: ReadonlyMap<string, SheetFile>,
  states: ReadonlyMap<string, State>,
): ApiAnswer {
  const isAbout = request.url.pathname === '/drive/v3/about'
  if (!request.url.searchParams.has('fields'))
    return isAbout
      ? driveFailure(400, 'required', "The 'fields' parameter is required for this method.")
      : driveFailure(501, 'notPlayed', 'The fields of a file that come unasked are not played by this server')
  if (isAbout) return masked(request, { user: USER })
  const id = idIn(request)
  const [file, state] = [files.get(id), states.get(id)]
  // A file that somebody may not see is as if it was not there.
  return !file || !state || file.state === 'private'
    ? driveFailure(404, 'notFound', `File not found: ${id}.`)
    : masked(request, driveFile(id, file, state))
}

/** Drive names a reason where Sheets names a status. */
const driveFailure = (code: number, reason: string, message: string): ApiAnswer => ({
  status: code,
  body: { error: { code, message, errors: [{ domain: 'global', reason, message }] } },
})

function sheetsAnswer(request: ApiRequest, id: string, file: SheetFile): ApiAnswer {
  if (file.state === 'xlsx')
    return failure(400, 'FAILED_PRECONDITION', 'This operation is not supported for this document')
  try {
    const ranges = request.url.searchParams.getAll('ranges').map((text) => toRange(file, text))
    const isValues = request.url.pathname.endsWith('/values:batchGet')
    if (isValues) return { status: 200, body: values(id, ranges) }
    return masked(request, spreadsheet(id, file, ranges, asksForCells(request)))
  } catch (error) {
    return failure(400, 'INVALID_ARGUMENT', error instanceof Error ? error.message : String(error))
  }
}

/** The body that Google sends with a status. */
export const failure = (code: number, status: string, message: string, reason?: string): ApiAnswer => ({
  status: code,
  body: {
    error: {
      code,
      status,
      message,
      ...(reason ? { details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason }] } : {}),
    },
  },
})

function masked(request: ApiRequest, value: unknown): ApiAnswer {
  const fields = request.url.searchParams.get('fields')
  return { status: 200, body: fields === null ? value : applyFieldMask(fields, value) }
}

type Range = { tab: SheetTab; fromRow: number; toRow: number; fromColumn: number; toColumn: number; text: string }

const columnIndex = (letters: string) => [...letters].reduce((sum, each) => sum * 26 + each.charCodeAt(0) - 64, 0) - 1

function toRange(file: SheetFile, text: string): Range {
  const found = /^'((?:[^']|'')+)'!([A-Z]+)(\d+):([A-Z]+)(\d+)$/.exec(text)
  const [, title = '', left = '', top = '', right = '', bottom = ''] = found ?? []
  const tab = file.tabs.find((each) => each.title === title.replaceAll("''", "'"))
  if (!tab) throw new Error(`Unable to parse range: ${text}`)
  const [fromRow, fromColumn] = [Number(top) - 1, columnIndex(left)]
  if (fromRow >= tab.rowCount || fromColumn >= tab.columnCount)
    throw new Error(`Range (${text}) exceeds grid limits. Max rows: ${tab.rowCount}, max columns: ${tab.columnCount}`)
  const toRow = Math.min(Number(bottom), tab.rowCount)
  const toColumn = Math.min(columnIndex(right) + 1, tab.columnCount)
  // What is beyond the grid is cut off, also from the range that the answer names.
  return { tab, fromRow, toRow, fromColumn, toColumn, text: text.replace(/\d+$/, String(toRow)) }
}

/** What is blank at the end of a row, and rows that are blank at the end, are left out. */
const trimmed = <T>(list: readonly T[], isBlank: (each: T) => boolean): T[] =>
  list.slice(0, list.findLastIndex((each) => !isBlank(each)) + 1)

const cellsIn = ({ tab, fromRow, toRow, fromColumn, toColumn }: Range): SheetCell[][] =>
  Array.from({ length: toRow - fromRow }, (_, row) =>
    Array.from(
      { length: toColumn - fromColumn },
      (_, column) => tab.rows[fromRow + row]?.[fromColumn + column] ?? null,
    ),
  )

function values(spreadsheetId: string, ranges: readonly Range[]) {
  const valueRanges = ranges.map((range) => {
    const shown = cellsIn(range).map((row) =>
      trimmed(
        row.map((each) => each?.value ?? (each?.error ? (SHOWN[each.error] ?? '#ERROR!') : '')),
        (each) => each === '',
      ),
    )
    const rows = trimmed(shown, (row) => row.length === 0)
    return { range: range.text, majorDimension: 'ROWS', ...(rows.length > 0 ? { values: rows } : {}) }
  })
  return { spreadsheetId, valueRanges }
}

/** A mask decides, and where there is none the other parameter. */
function asksForCells({ url: { searchParams } }: ApiRequest): boolean {
  const mask = searchParams.get('fields')
  return mask === null ? searchParams.get('includeGridData') === 'true' : /\bdata\b/.test(mask)
}

const wholeOf = (tab: SheetTab): Range => ({
  ...{ tab, fromRow: 0, toRow: tab.rowCount, fromColumn: 0, toColumn: tab.columnCount, text: '' },
})

function spreadsheet(spreadsheetId: string, file: SheetFile, ranges: readonly Range[], hasCells: boolean) {
  const wanted = ranges.length === 0 ? file.tabs : file.tabs.filter((tab) => ranges.some((range) => range.tab === tab))
  return {
    spreadsheetId,
    properties: { title: file.title, timeZone: file.timeZone, locale: 'en_US' },
    sheets: wanted.map((tab, index) => ({
      properties: {
        sheetId: tab.sheetId,
        title: tab.title,
        index,
        sheetType: tab.sheetType ?? 'GRID',
        ...(tab.hidden ? { hidden: true } : {}),
        ...(tab.sheetType === 'OBJECT'
          ? {}
          : { gridProperties: { rowCount: tab.rowCount, columnCount: tab.columnCount } }),
      },
      ...(hasCells && tab.sheetType !== 'OBJECT' ? { data: partsOf(tab, ranges).map(gridData) } : {}),
    })),
  }
}

const partsOf = (tab: SheetTab, ranges: readonly Range[]): Range[] =>
  ranges.length === 0 ? [wholeOf(tab)] : ranges.filter((range) => range.tab === tab)

function gridData(range: Range) {
  const rows = cellsIn(range).map((row) => trimmed(row, (each) => each === null))
  const kept = trimmed(rows, (row) => row.length === 0)
  return kept.length === 0
    ? {}
    : { rowData: kept.map((row) => (row.length === 0 ? {} : { values: row.map(toCellData) })) }
}

function toCellData(each: SheetCell) {
  if (each === null) return {}
  const { value, error, format } = each
  return {
    ...(error ? { effectiveValue: { errorValue: { type: error } } } : {}),
    ...(typeof value === 'string' ? { effectiveValue: { stringValue: value } } : {}),
    ...(typeof value === 'number' ? { effectiveValue: { numberValue: value } } : {}),
    ...(typeof value === 'boolean' ? { effectiveValue: { boolValue: value } } : {}),
    ...(format ? { effectiveFormat: { numberFormat: { type: format } } } : {}),
  }
}
