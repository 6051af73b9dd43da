import type { Grouped, Measure, TablesPort } from '../../../electron/chat/ports'
import { USUAL_SETTINGS } from '../../../shared/domain/field-types'
import type { FilterGroup, FilterRule, RecordQuestion } from '../../../shared/domain/record-question'
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
  const found = (question: RecordQuestion) => select(table(question.tableId), rowsOf(question.tableId), question)
  return {
    list: async () => tables,
    get: async (id) => table(id),
    record: async (tableId, id) => record(tableId, id),
    recordsOf: async (tableId, ids) => rowsOf(tableId).filter((row) => ids.includes(row.id)),
    labels: async (tableId, ids) =>
      rowsOf(tableId)
        .filter((row) => ids.includes(row.id))
        .map((row) => ({ id: row.id, label: String(row.values.find((value) => typeof value === 'string') ?? row.id) })),
    ids: async (question, most) =>
      found(question)
        .map(({ id }) => id)
        .slice(0, most),
    async query({ question, fieldIds, limit, after }) {
      const { id, fields, asOf, dataConnectionName: source } = table(question.tableId)
      const all = found(question)
      const from = Number(after ?? 0)
      const places = fieldIds?.map((fieldId) => indexOf(table(id), fieldId)) ?? fields.map((_, index) => index)
      const some = all.slice(from, from + limit)
      const values = (row: RecordRow) => places.map((place) => row.values[place] ?? null)
      const nextHandle = from + some.length < all.length ? String(from + some.length) : null
      return {
        rows: some.map((row) => ({ id: row.id, values: values(row) })),
        total: all.length,
        asOf,
        source,
        nextHandle,
      }
    },
    async aggregate({ question, groupBy, measures, limit }) {
      const place = groupBy ? indexOf(table(question.tableId), groupBy.fieldId) : -1
      const groups = new Map<CellValue, RecordRow[]>()
      for (const row of found(question)) {
        const value = row.values[place] ?? null
        groups.set(value, [...(groups.get(value) ?? []), row])
      }
      const all = [...groups].map(
        ([value, some]): Grouped => ({
          value,
          label: String(value ?? ''),
          records: some.length,
          values: measures.map((measure) => measured(table(question.tableId), some, measure)),
        }),
      )
      return { rows: all.slice(0, limit), moreGroups: Math.max(0, all.length - limit) }
    },
    async writeRecords({ tableId, edits, adds }) {
      for (const { recordId, values } of edits) write(tableId, record(tableId, recordId), values)
      const added = adds.map((values) => {
        const row: RecordRow = { id: FIRST_ID + rowsOf(tableId).length, values: table(tableId).fields.map(() => null) }
        write(tableId, row, values)
        rowsOf(tableId).push(row)
        return row.id
      })
      return { batchId: 'batch', added }
    },
    async deleteRecords({ tableId, recordIds }) {
      const kept = rowsOf(tableId).filter((row) => !recordIds.includes(row.id))
      rows.set(tableId, kept)
      return { batchId: 'batch', deleted: recordIds.length }
    },
    findBatch: async () => null,
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
  searchReady: true,
  fields: fields.map(([fieldName, type], position) => ({
    id: `${name}.${fieldName}`,
    name: fieldName,
    type,
    position,
    synced: source !== null,
    primaryKey: false,
    vanished: false,
    settings: USUAL_SETTINGS,
  })),
})

const indexOf = (table: Table, fieldId: string): number => table.fields.findIndex((field) => field.id === fieldId)

function measured(table: Table, rows: RecordRow[], { fn, fieldId }: Measure): CellValue {
  if (fieldId === undefined) return rows.length
  const values = rows.flatMap((row) => {
    const value = row.values[indexOf(table, fieldId)]
    return typeof value === 'number' ? [value] : []
  })
  const sum = values.reduce((a, b) => a + b, 0)
  const known = { count: rows.length, sum, mean: sum / values.length, distinct: new Set(values).size }
  return fn === 'min' ? Math.min(...values) : fn === 'max' ? Math.max(...values) : known[fn]
}

function select(table: Table, rows: RecordRow[], { filter, search, sort }: RecordQuestion): RecordRow[] {
  const found = rows.filter((row) => (!filter || satisfies(table, row, filter)) && says(row, search))
  for (const { fieldId, direction } of [...sort].reverse()) {
    const at = indexOf(table, fieldId)
    const sign = direction === 'asc' ? 1 : -1
    found.sort((a, b) => sign * compare(a.values[at] ?? null, b.values[at] ?? null))
  }
  return found
}

const bare = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
const wordsIn = (text: string): string[] =>
  bare(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)

/** Each word from its beginning, anywhere in the record, without regard to case and accents. */
function says(row: RecordRow, search: string | null): boolean {
  const words = row.values.flatMap((value) => (typeof value === 'string' ? wordsIn(value) : []))
  return wordsIn(search ?? '').every((wanted) => words.some((word) => word.startsWith(wanted)))
}

const satisfies = (table: Table, row: RecordRow, item: FilterGroup | FilterRule): boolean =>
  item.kind === 'rule'
    ? holds(row.values[indexOf(table, item.fieldId)] ?? null, item)
    : item.items[item.match === 'all' ? 'every' : 'some']((one) => satisfies(table, row, one))

function compare(a: CellValue, b: CellValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a).localeCompare(String(b))
}

function holds(value: CellValue, { op, value: given }: FilterRule): boolean {
  const [wanted = null] = [given].flat()
  const [text, part] = [String(value ?? '').toLowerCase(), String(wanted).toLowerCase()]
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
      return text.includes(part)
    case 'starts-with':
      return text.startsWith(part)
    case 'empty':
      return value === null
    case 'not-empty':
      return value !== null
    default:
      throw new Error(`The assistant does not filter by ${op}`)
  }
}
