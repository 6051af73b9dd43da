import type { RecordFilter, RecordQuery, TablesPort } from '../../../electron/chat/ports'
import type { CellValue, FieldType, RecordRow, Table } from '../../../shared/domain/table'
import { AppFailure } from '../../../shared/errors'

type Given = { name: string; source: string | null; fields: [string, FieldType][]; rows: CellValue[][] }

/** Record ids start at 101, so that a test sees when a customer's own number is taken for the id of its record. */
const FIRST_ID = 101
const AS_OF = '2025-05-02T07:12:00.000Z'

const GIVEN: Given[] = [
  {
    name: 'customer',
    source: 'Chinook',
    fields: [
      ['customer_id', 'integer'],
      ['first_name', 'text'],
      ['last_name', 'text'],
      ['city', 'text'],
      ['state', 'text'],
      ['country', 'text'],
      ['email', 'email'],
    ],
    rows: [
      [1, 'Luís', 'Gonçalves', 'São José dos Campos', 'SP', 'Brazil', 'luisg@example.com'],
      [2, 'Leonie', 'Köhler', 'Stuttgart', null, 'Germany', 'leonie@example.com'],
      [3, 'François', 'Tremblay', 'Montréal', 'QC', 'Canada', 'ftremblay@example.com'],
      [4, 'Fernanda', 'Ramos', 'Brasília', 'DF', 'Brazil', 'fernanda@example.com'],
      [5, 'Maria', 'Silva', 'Lisbon', null, 'Portugal', 'maria.l@example.com'],
      [6, 'Maria', 'Silva', 'Porto', null, 'Portugal', 'maria.p@example.com'],
    ],
  },
  {
    name: 'invoice',
    source: 'Chinook',
    fields: [
      ['invoice_id', 'integer'],
      ['customer_id', 'integer'],
      ['invoice_date', 'date'],
      ['billing_country', 'text'],
      ['total', 'number'],
      ['paid', 'boolean'],
    ],
    rows: [
      [1, 1, '2024-01-03', 'Brazil', 3.98, true],
      [2, 5, '2024-02-11', 'Portugal', 99.5, false],
      [3, 1, '2024-03-20', 'Brazil', 120, false],
      [4, 2, '2024-06-01', 'Germany', 8.91, true],
    ],
  },
  {
    name: 'invoice_line',
    source: 'Chinook',
    fields: [
      ['invoice_line_id', 'integer'],
      ['invoice_id', 'integer'],
    ],
    rows: [],
  },
  {
    name: 'Tickets',
    source: null,
    fields: [
      ['Title', 'text'],
      ['Status', 'select'],
      ['Priority', 'select'],
      ['Assignee', 'text'],
      ['Notes', 'long-text'],
    ],
    rows: [
      ['Printer on fire', 'Open', 'High', 'Ana', null],
      ['Login loops', 'Open', 'Low', 'Bo', 'Since the update'],
      ['Slow export', 'Resolved', 'Low', 'Ana', null],
    ],
  },
  {
    name: 'Deals',
    source: 'HubSpot',
    fields: [
      ['Deal name', 'text'],
      ['Stage', 'select'],
      ['Amount', 'number'],
      ['Company id', 'text'],
      ['Close date', 'date'],
    ],
    rows: [
      ['Acme Corp renewal', 'Negotiation', 12_000, 'c-1', '2025-07-01'],
      ['Globex pilot', 'Won', 4000, 'c-2', '2025-04-01'],
    ],
  },
  {
    name: 'Companies',
    source: 'HubSpot',
    fields: [
      ['id', 'text'],
      ['name', 'text'],
    ],
    rows: [
      ['c-1', 'Acme Corp'],
      ['c-2', 'Initech'],
    ],
  },
]

/** A small workspace in memory behind the port through which record tools see tables. */
export function workspaceTables(): TablesPort {
  const tables = GIVEN.map(toTable)
  const rows = new Map(
    GIVEN.map(({ name, rows: given }) => [
      name,
      given.map((values, index) => ({ id: FIRST_ID + index, values: [...values] })),
    ]),
  )
  const rowsOf = (tableId: string): RecordRow[] => rows.get(tableId) ?? []
  const table = (tableId: string): Table => {
    const found = tables.find((one) => one.id === tableId)
    if (!found) throw new AppFailure({ code: 'not-found', what: 'table', id: tableId })
    return found
  }
  const record = (tableId: string, id: number): RecordRow => {
    const found = rowsOf(tableId).find((row) => row.id === id)
    if (!found) throw new AppFailure({ code: 'not-found', what: 'record', id: String(id) })
    return found
  }
  const write = (tableId: string, row: RecordRow, values: Record<string, CellValue>): void => {
    for (const [fieldId, value] of Object.entries(values)) row.values[indexOf(table(tableId), fieldId)] = value
  }
  return {
    list: async () => tables,
    queryRecords: async (query) => select(table(query.tableId), rowsOf(query.tableId), query),
    record: async (tableId, id) => record(tableId, id),
    addRecord: async (tableId, values) => {
      const row: RecordRow = { id: FIRST_ID + rowsOf(tableId).length, values: table(tableId).fields.map(() => null) }
      write(tableId, row, values)
      rowsOf(tableId).push(row)
      return row.id
    },
    updateRecord: async (tableId, id, values) => write(tableId, record(tableId, id), values),
    deleteRecords: async (tableId, ids) => {
      const kept = rowsOf(tableId).filter((row) => !ids.includes(row.id))
      rows.set(tableId, kept)
      return ids.length
    },
  }
}

const toTable = ({ name, source, fields, rows }: Given): Table => ({
  id: name,
  name,
  kind: source === null ? 'own' : 'synced',
  sourceId: source === null ? null : 'postgres',
  dataConnectionId: null,
  dataConnectionName: source,
  asOf: source === null ? null : AS_OF,
  recordCount: rows.length,
  fields: fields.map(([fieldName, type], position) => ({
    id: `${name}.${fieldName}`,
    name: fieldName,
    type,
    position,
    synced: source !== null,
    primaryKey: false,
  })),
})

const indexOf = (table: Table, fieldId: string): number => table.fields.findIndex((field) => field.id === fieldId)

function select(table: Table, rows: RecordRow[], { filters, search, sort, offset, limit }: RecordQuery) {
  const found = rows.filter(
    (row) =>
      filters.every((filter) => holds(row.values[indexOf(table, filter.fieldId)] ?? null, filter)) && says(row, search),
  )
  if (sort) {
    const at = indexOf(table, sort.fieldId)
    const sign = sort.direction === 'asc' ? 1 : -1
    found.sort((a, b) => sign * compare(a.values[at] ?? null, b.values[at] ?? null))
  }
  return { total: found.length, rows: found.slice(offset, offset + limit) }
}

/** The words as they stand in one field, as the tables search; not across fields, and accents count. */
const says = (row: RecordRow, search: string | null): boolean =>
  search === null || row.values.some((value) => typeof value === 'string' && holdsText(value, search))

const holdsText = (value: string, part: string): boolean => value.toLowerCase().includes(part.toLowerCase())

function compare(a: CellValue, b: CellValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a).localeCompare(String(b))
}

function holds(value: CellValue, { op, value: wanted }: RecordFilter): boolean {
  switch (op) {
    case 'eq':
      return value === wanted
    case 'ne':
      return value !== wanted
    case 'gt':
      return compare(value, wanted) > 0
    case 'gte':
      return compare(value, wanted) >= 0
    case 'lt':
      return compare(value, wanted) < 0
    case 'lte':
      return compare(value, wanted) <= 0
    case 'contains':
      return holdsText(String(value ?? ''), String(wanted))
    case 'starts-with':
      return String(value ?? '')
        .toLowerCase()
        .startsWith(String(wanted).toLowerCase())
    case 'empty':
      return value === null
    case 'not-empty':
      return value !== null
  }
}
