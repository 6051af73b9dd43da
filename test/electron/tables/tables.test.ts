import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDataEngine } from '../../../electron/data-worker/engine'
import type { DataWorker } from '../../../electron/data-worker/protocol'
import { type OpenedTables, openTablesForReading } from '../../../electron/db/open'
import { createTables, type Tables } from '../../../electron/tables/create-tables'
import type { FilterOp } from '../../../shared/domain/filter-ops'
import type { FilterRule, RecordQuestion } from '../../../shared/domain/record-question'
import type { CellValue, NewField, Table } from '../../../shared/domain/table'

type Actor = Parameters<Tables['writeRecords']>[0]['actor']
const USER: Actor = { kind: 'user', id: null }
const FIELDS: NewField[] = [
  { name: 'Title', type: 'text' },
  { name: 'Status', type: 'select' },
  { name: 'Hours', type: 'number' },
  { name: 'Views', type: 'integer' },
  { name: 'Urgent', type: 'boolean' },
  { name: 'Due', type: 'date' },
  { name: 'Opened', type: 'datetime' },
]

let folder: string
let worker: DataWorker
let reader: OpenedTables
let tables: Tables

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-tables-'))
  const tablesFile = join(folder, 'tables.sqlite')
  worker = await createDataEngine({ tablesFile })
  reader = await openTablesForReading(tablesFile)
  tables = await createTables({ file: tablesFile, reader, worker, describe: async () => new Map() })
})

afterEach(async () => {
  await tables.close()
  await reader.close()
  await worker.close()
  rmSync(folder, { recursive: true, force: true })
})

const named = (table: Table, values: Record<string, CellValue>) =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      table.fields.find((field) => field.name === name)?.id ?? name,
      value,
    ]),
  )

async function tickets(count = 0): Promise<Table> {
  const id = await tables.create('Tickets', FIELDS)
  const table = await tables.get(id)
  for (let index = 1; index <= count; index += 1) {
    const values = { Title: `Ticket ${index}`, Status: index % 2 ? 'open' : 'Closed', Hours: index / 2, Views: index }
    await add(table, values)
  }
  return tables.get(id)
}

const add = async (table: Table, values: Record<string, CellValue>): Promise<number> => {
  const adds = [named(table, values)]
  const { added } = await tables.writeRecords({ tableId: table.id, edits: [], adds, actor: USER })
  return added[0] ?? 0
}

const edit = (table: Table, recordId: number, values: Record<string, CellValue>, actor: Actor = USER) =>
  tables.writeRecords({ tableId: table.id, edits: [{ recordId, values: named(table, values) }], adds: [], actor })

const remove = async (table: Table, recordIds: number[]): Promise<number> =>
  (await tables.deleteRecords({ tableId: table.id, recordIds, actor: USER })).deleted

const questionOf = (table: Table, part: Partial<RecordQuestion> = {}): RecordQuestion => ({
  tableId: table.id,
  filter: null,
  search: null,
  sort: [],
  ...part,
})

const fieldId = (table: Table, name: string): string => {
  const field = table.fields.find((one) => one.name === name)
  if (!field) throw new Error(`No field ${name}`)
  return field.id
}

const journal = () => reader.db.selectFrom('journal').selectAll().orderBy('id').execute()

describe('a table made by hand', () => {
  it('is listed with its fields and the number of its records', async () => {
    const table = await tickets(3)
    expect(await tables.list()).toEqual([table])
    expect(table).toMatchObject({ name: 'Tickets', kind: 'own', recordCount: 3, asOf: null, dataConnectionId: null })
    expect(table.fields.map(({ name, type, synced }) => ({ name, type, synced }))).toEqual(
      FIELDS.map((field) => ({ ...field, synced: false })),
    )
  })

  it('refuses the name of another table, in any case', async () => {
    await tickets()
    await expect(tables.create('TICKETS', FIELDS)).rejects.toMatchObject({ error: { code: 'conflict' } })
    const other = await tables.create('Other', FIELDS)
    await expect(tables.rename(other, 'tickets')).rejects.toMatchObject({
      error: { code: 'conflict', message: 'Another table is named tickets' },
    })
  })

  it('refuses two fields of one name', async () => {
    const fields: NewField[] = [
      { name: 'A', type: 'text' },
      { name: 'a', type: 'date' },
    ]
    await expect(tables.create('Twice', fields)).rejects.toMatchObject({ error: { message: 'Two fields are named a' } })
  })

  it('is gone after it was deleted, and comes back with its records', async () => {
    const { id } = await tickets(2)
    await tables.delete(id)
    await expect(tables.get(id)).rejects.toMatchObject({ error: { code: 'not-found', what: 'table' } })
    expect(await tables.list()).toEqual([])
    await tables.restore(id)
    expect(await tables.get(id)).toMatchObject({ name: 'Tickets', recordCount: 2 })
  })
})

describe('a record', () => {
  it('gives back each value as its field has it', async () => {
    const table = await tickets()
    const values = {
      Title: 'Ünïcode',
      Status: 'open',
      Hours: '1.5',
      Views: '9007199254740993',
      Urgent: 'yes',
      Due: '2026-03-31',
      Opened: '2026-03-31T14:30:00+02:00',
    }
    const id = await add(table, values)
    expect((await tables.record(table.id, id)).values).toEqual([
      'Ünïcode',
      'open',
      1.5,
      '9007199254740993',
      true,
      '2026-03-31',
      '2026-03-31T12:30:00.000Z',
    ])
  })

  it('refuses a value that its field cannot hold, with the name of the field', async () => {
    const table = await tickets()
    await expect(add(table, { Hours: 'many' })).rejects.toMatchObject({
      error: { code: 'invalid-input', message: 'Hours takes a number', field: fieldId(table, 'Hours') },
    })
    await expect(add(table, { Due: '2026-02-30' })).rejects.toMatchObject({ error: { code: 'invalid-input' } })
    await expect(add(table, { Views: '9223372036854775808' })).rejects.toMatchObject({
      error: { code: 'invalid-input' },
    })
    await expect(add(table, { nothing: 1 })).rejects.toMatchObject({
      error: { code: 'not-found', what: 'field' },
    })
    expect((await tables.get(table.id)).recordCount).toBe(0)
  })

  it('is journalled with who changed it and only the values that changed', async () => {
    const table = await tickets(1)
    await edit(table, 1, { Title: 'Ticket 1', Status: 'resolved' }, { kind: 'run', id: 'run-7' })
    const [, update] = await journal()
    expect(update).toMatchObject({ record_id: 1, actor_kind: 'run', actor_id: 'run-7' })
    expect(JSON.parse(update?.before ?? '')).toEqual(named(table, { Status: 'open' }))
    expect(JSON.parse(update?.after ?? '')).toEqual(named(table, { Status: 'resolved' }))
  })

  it('leaves no journal entry when nothing changes', async () => {
    const table = await tickets(1)
    await edit(table, 1, { Title: 'Ticket 1' })
    expect(await journal()).toHaveLength(1)
  })

  it('keeps all its values in the journal when it is deleted, and its id is not given again', async () => {
    const table = await tickets(2)
    expect(await remove(table, [2, 2, 99])).toBe(1)
    const entries = await journal()
    expect(JSON.parse(entries.at(-1)?.before ?? '')).toMatchObject(named(table, { Title: 'Ticket 2', Views: 2 }))
    expect(await add(table, {})).toBe(3)
  })

  it('that is gone is not found', async () => {
    const table = await tickets()
    await expect(tables.record(table.id, 1)).rejects.toMatchObject({ error: { code: 'not-found', what: 'record' } })
    await expect(edit(table, 1, { Title: 'x' })).rejects.toMatchObject({ error: { code: 'not-found' } })
  })
})

describe('a page', () => {
  const page = (table: Table, part: Partial<RecordQuestion> = {}, offset = 0) =>
    tables.page({ question: questionOf(table, part), offset, limit: 3 })
  const ids = (rows: { id: number }[]) => rows.map((row) => row.id)

  it('starts at any offset, also after records between were deleted', async () => {
    const table = await tickets(12)
    expect(ids(await page(table, {}, 7))).toEqual([8, 9, 10])
    await remove(table, [2, 9])
    expect(ids(await page(table, {}, 6))).toEqual([8, 10, 11])
    expect(ids(await page(table, {}, 9))).toEqual([12])
  })

  it('is sorted by any field, with empty values last in both directions', async () => {
    const table = await tickets(3)
    await add(table, { Title: 'Without hours' })
    const by = (direction: 'asc' | 'desc') => ({ sort: [{ fieldId: fieldId(table, 'Hours'), direction }] })
    expect(ids(await page(table, by('desc')))).toEqual([3, 2, 1])
    expect(ids(await page(table, by('desc'), 2))).toEqual([1, 4])
    expect(ids(await page(table, by('asc'), 1))).toEqual([2, 3, 4])
  })

  it('of a search holds the records with all of its words, each from its beginning, without regard to case', async () => {
    const table = await tickets(3)
    await add(table, { Title: '100% done_now' })
    const found = async (search: string) => ids(await page(table, { search }))
    expect(await found('CLOSED')).toEqual([2])
    expect(await found('now 100')).toEqual([4])
    expect(await found('osed')).toEqual([])
    expect(await found('%')).toEqual([4])
    expect(await tables.count(questionOf(table, { search: 'ticket' }), 'count')).toBe(3)
    expect(await tables.count(questionOf(table), 'count')).toBe(4)
  })
})

describe('a query of records', () => {
  const query = async (table: Table, rules: [string, FilterOp, CellValue][]) => {
    const items = rules.map(
      ([name, op, value]): FilterRule => ({ kind: 'rule', fieldId: fieldId(table, name), op, value }),
    )
    const question = questionOf(table, { filter: { kind: 'group', match: 'all', items } })
    const found = await tables.query({ question, limit: 50 })
    expect(found.total).toBe(found.rows.length)
    return found.rows.map((row) => row.id)
  }

  it('compares as the type of the field does', async () => {
    const table = await tickets(12)
    expect(await query(table, [['Views', 'gt', 9]])).toEqual([10, 11, 12])
    expect(await query(table, [['Views', 'lte', '2']])).toEqual([1, 2])
    expect(await query(table, [['Hours', 'eq', '1.5']])).toEqual([3])
    expect(await query(table, [['Status', 'eq', 'OPEN']])).toEqual([1, 3, 5, 7, 9, 11])
    expect(await query(table, [['Title', 'starts-with', 'ticket 1']])).toEqual([1, 10, 11, 12])
    expect(
      await query(table, [
        ['Status', 'ne', 'open'],
        ['Title', 'contains', '2'],
      ]),
    ).toEqual([2, 12])
  })

  it('finds empty values, and counts them as different from any value', async () => {
    const table = await tickets(1)
    await add(table, {})
    expect(await query(table, [['Status', 'empty', null]])).toEqual([2])
    expect(await query(table, [['Status', 'not-empty', null]])).toEqual([1])
    expect(await query(table, [['Status', 'ne', 'open']])).toEqual([2])
    expect(await query(table, [['Status', 'eq', null]])).toEqual([2])
  })

  it('takes a day for a date and time as that whole day', async () => {
    const table = await tickets()
    for (const Opened of [
      '2026-03-30T23:59:59Z',
      '2026-03-31T00:00:00Z',
      '2026-03-31T18:00:00Z',
      '2026-04-01T00:00:00Z',
    ])
      await add(table, { Opened })
    expect(await query(table, [['Opened', 'eq', '2026-03-31']])).toEqual([2, 3])
    expect(await query(table, [['Opened', 'gt', '2026-03-31']])).toEqual([4])
    expect(await query(table, [['Opened', 'lte', '2026-03-31']])).toEqual([1, 2, 3])
  })

  it('treats a value as a value, whatever it looks like', async () => {
    const table = await tickets(1)
    const hostile = "x' or 1=1; drop table t_1; --"
    expect(await query(table, [['Title', 'eq', hostile]])).toEqual([])
    expect(await query(table, [['Title', 'contains', hostile]])).toEqual([])
    await expect(
      query({ ...table, fields: [{ ...table.fields[0], id: '1=1' }] as Table['fields'] }, [['Title', 'eq', 1]]),
    ).rejects.toMatchObject({ error: { code: 'not-found', what: 'field' } })
  })

  it('goes on where its handle says, with the fields asked for', async () => {
    const table = await tickets(5)
    const ask = { question: questionOf(table), fieldIds: [fieldId(table, 'Views')], limit: 2 }
    const first = await tables.query(ask)
    expect(first).toMatchObject({ total: 5, asOf: null, source: null })
    expect(first.rows).toEqual([
      { id: 1, values: [1] },
      { id: 2, values: [2] },
    ])
    const second = await tables.query({ ...ask, after: first.nextHandle ?? '' })
    const third = await tables.query({ ...ask, after: second.nextHandle ?? '' })
    expect(third.rows).toEqual([{ id: 5, values: [5] }])
    expect(third.nextHandle).toBeNull()
  })
})
