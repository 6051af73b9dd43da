import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordsTable } from '../../../../electron/tables/columns'
import type { StoredTable } from '../../../../electron/tables/stored-tables'
import type { CellValue, NewField } from '../../../../shared/domain/table'
import { byId, type OpenWriter, openWriter, run, succeeded, USER } from './open-writer'

let writer: OpenWriter
beforeAll(async () => {
  writer = await openWriter()
})
afterAll(() => writer.close())

const FIELDS: NewField[] = [
  { name: 'Title', type: 'text' },
  { name: 'Count', type: 'number' },
  { name: 'Code', type: 'text', settings: { unique: true } },
  { name: 'Done', type: 'boolean', settings: { defaultValue: false } },
  { name: 'Tags', type: 'multi-select' },
]
type Row = Record<string, CellValue>
const row: fc.Arbitrary<Row> = fc.record(
  {
    Title: fc.option(fc.string({ unit: 'binary', maxLength: 6 }), { nil: null }),
    Count: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: null }),
    Code: fc.option(fc.constantFrom('a', 'B', 'b', 'c'), { nil: null }),
    Done: fc.boolean(),
    Tags: fc.constantFrom('x, y', '', '["a,b"]'),
  },
  { requiredKeys: [] },
)
const place = fc.nat(9)
const step = fc.record({
  byRun: fc.boolean(),
  edits: fc.array(fc.record({ place, row }), { maxLength: 3 }),
  adds: fc.array(row, { maxLength: 2 }),
  deletes: fc.array(place, { maxLength: 2 }),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

let made = 0
const newName = () => {
  made += 1
  return `Table ${made}`
}

/** What the table holds, in a form that can be compared. */
const stand = async (table: StoredTable): Promise<unknown> => ({
  records: await writer.records(table),
  overlays: await writer.opened.db
    .selectFrom('overlay')
    .select(['record_id', 'field_id', 'value', 'source_value'])
    .where('table_id', '=', table.id)
    .orderBy('record_id')
    .orderBy('field_id')
    .execute(),
})

type Made = { batchId: string; before: unknown }

/** Makes the step's writes; one that would put a value twice into a unique field is refused, and makes nothing. */
async function take(table: StoredTable, { byRun, edits, adds, deletes }: Step): Promise<Made[]> {
  const actor = byRun ? run(table.id) : USER
  const batches: Made[] = []
  const ids = Object.keys(await writer.records(table)).map(Number)
  const pick = (index: number) => ids[index % Math.max(1, ids.length)]
  const wrote = async (write: () => Promise<{ batchId: string | null }>) => {
    const before = await stand(table)
    const { batchId } = await write().catch((error: unknown) => {
      if (String(error).includes('has to be different')) return { batchId: null }
      throw error
    })
    if (batchId) batches.push({ batchId, before })
  }
  await wrote(() =>
    writer.calls.writeRecords({
      ...{ tableId: table.id, actor },
      edits: edits.flatMap(({ place, row }) => {
        const recordId = pick(place)
        return recordId === undefined ? [] : [{ recordId, values: byId(table, row) }]
      }),
      adds: table.kind === 'own' ? adds.map((values) => byId(table, values)) : [],
    }),
  )
  const gone = deletes.map(pick).filter((id) => id !== undefined)
  if (table.kind === 'own' && gone.length > 0)
    await wrote(() => writer.calls.deleteRecords({ tableId: table.id, actor, recordIds: gone }))
  return batches
}

/** The records as the journal alone tells them, from `start` on and without empty values. */
async function replayed(table: StoredTable, start: Record<string, Row>) {
  const records: Record<string, Row> = structuredClone(start)
  const rows = await writer.opened.db
    .selectFrom('journal')
    .selectAll()
    .where('table_id', '=', table.id)
    .orderBy('id')
    .execute()
  const names = new Map(table.fields.map(({ id, name }) => [id, name]))
  for (const { record_id: id, after } of rows) {
    if (after === null) delete records[id]
    else
      for (const [field, value] of Object.entries(JSON.parse(after) as Row))
        records[id] = { ...records[id], [names.get(field) ?? field]: value }
    if (after === '{}') records[id] ??= {}
  }
  return withoutEmpty(records)
}

const withoutEmpty = (records: Record<string, Row>) =>
  Object.fromEntries(
    Object.entries(records).map(([id, values]) => [
      id,
      Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)),
    ]),
  )

async function expectUndoable(table: StoredTable, steps: Step[]): Promise<void> {
  const start = await writer.records(table)
  const batches: Made[] = []
  for (const one of steps) batches.push(...(await take(table, one)))
  const end = await stand(table)
  expect(await replayed(table, start)).toEqual(withoutEmpty(await writer.records(table)))
  const undos: Made[] = []
  for (const { batchId, before } of batches.toReversed()) {
    const beforeUndo = await stand(table)
    const undone = await writer.calls.undo({ target: { kind: 'batch', batchId }, actor: USER })
    expect(undone).toMatchObject({ conflictCount: 0, conflicts: [] })
    expect(await stand(table)).toEqual(before)
    undos.push({ batchId: undone.batchIds[0] ?? '', before: beforeUndo })
  }
  expect(await replayed(table, start)).toEqual(withoutEmpty(await writer.records(table)))
  for (const { batchId, before } of undos.toReversed()) {
    await writer.calls.undo({ target: { kind: 'batch', batchId }, actor: USER })
    expect(await stand(table)).toEqual(before)
  }
  expect(await stand(table)).toEqual(end)
  await writer.expectSoundIndex(table)
}

const STREAM = [
  { name: 'Id', type: 'integer' as const, sourceType: 'int', primaryKey: true },
  { name: 'Title', type: 'text' as const, sourceType: 'text', primaryKey: false },
  { name: 'Count', type: 'number' as const, sourceType: 'double', primaryKey: false },
  { name: 'Done', type: 'boolean' as const, sourceType: 'bool', primaryKey: false },
]

describe('undoing every batch, newest first', () => {
  it('gives back each state of a table made by hand, and undoing the undos the other way round', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        await expectUndoable(await writer.makeTable(FIELDS, newName()), steps)
      }),
      { numRuns: 40 },
    )
  }, 120_000)

  it('gives back each state of a synced table with own fields, and its edited values', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const rows = [0, 1, 2].map((id) => [id, ['', 'x', null][id] ?? null, id / 2, id % 2])
        const { table } = await succeeded(writer.sync(STREAM, rows, newName()))
        const tableId = table?.id ?? ''
        await writer.calls.addField({ tableId, field: { name: 'Code', type: 'text', settings: { unique: true } } })
        await writer.calls.addField({ tableId, field: { name: 'Tags', type: 'multi-select' } })
        await expectUndoable(await writer.table(tableId), steps)
      }),
      { numRuns: 30 },
    )
  }, 120_000)
})

type Edit = { byRun: boolean; record: number; field: string }
type Cell = { record: number; field: string; history: { byRun: boolean; before: CellValue; after: CellValue }[] }

/** Makes the edits, each of them to a new value, and returns what was done to each value. */
async function makeEdits(table: StoredTable, edits: Edit[]): Promise<Cell[]> {
  const cells = new Map<string, Cell>()
  for (const [index, { byRun, record, field }] of edits.entries()) {
    const after = `value ${index}`
    await writer.edit(table, record, { [field]: after }, byRun ? run(table.id) : USER)
    const cell = cells.get(`${record} ${field}`) ?? { record, field, history: [] }
    cell.history.push({ byRun, before: cell.history.at(-1)?.after ?? null, after })
    cells.set(`${record} ${field}`, cell)
  }
  return [...cells.values()]
}

/** What undoing the run leaves of a value, told the simple way. */
function afterUndo({ history }: Cell): { value: CellValue; conflicts: number } {
  let value = history.at(-1)?.after ?? null
  let conflicts = 0
  for (const one of history.filter(({ byRun }) => byRun).toReversed()) {
    if (value === one.after) value = one.before
    else conflicts += 1
  }
  return { value, conflicts }
}

describe('undoing a run', () => {
  const edit: fc.Arbitrary<Edit> = fc.record({
    byRun: fc.boolean(),
    record: fc.integer({ min: 1, max: 3 }),
    field: fc.constantFrom('A', 'B'),
  })
  const edits = fc.array(edit, { minLength: 1, maxLength: 14 }).filter((all) => all.some(({ byRun }) => byRun))

  it('puts back what it left, never overwrites a later edit, and lists what it leaves', async () => {
    await fc.assert(
      fc.asyncProperty(edits, async (all) => {
        const table = await writer.makeTable(
          ['A', 'B'].map((name) => ({ name, type: 'text' })),
          newName(),
        )
        await writer.add(table, {}, {}, {})
        const cells = await makeEdits(table, all)
        const target = { kind: 'run' as const, runId: table.id }
        const before = await writer.records(table)
        const preview = await writer.calls.previewUndo(target)
        expect(await writer.records(table)).toEqual(before)
        const outcome = await writer.calls.undo({ target, actor: USER })
        expect({ ...outcome, batchIds: [] }).toEqual(preview)
        const after = await writer.records(table)
        for (const cell of cells) expect(after[cell.record]?.[cell.field]).toBe(afterUndo(cell).value)
        const ofPeople = cells.filter(({ history }) => history.at(-1)?.byRun === false)
        for (const { record, field, history } of ofPeople) expect(after[record]?.[field]).toBe(history.at(-1)?.after)
        const conflicts = cells.reduce((sum, cell) => sum + afterUndo(cell).conflicts, 0)
        expect([outcome.conflictCount, outcome.conflicts.length]).toEqual([conflicts, conflicts])
      }),
      { numRuns: 40 },
    )
  }, 120_000)

  it('takes all its tables, and is refused the second time', async () => {
    const [one, two] = [await writer.makeTable(FIELDS, newName()), await writer.makeTable(FIELDS, newName())]
    const actor = run('run-of-two')
    for (const table of [one, two])
      await writer.calls.writeRecords({ tableId: table.id, actor, edits: [], adds: [byId(table, { Code: 'a' })] })
    const target = { kind: 'run' as const, runId: 'run-of-two' }
    const undone = await writer.calls.undo({ target, actor: USER })
    expect(undone).toMatchObject({ records: 2, conflictCount: 0 })
    expect([await writer.records(one), await writer.records(two)]).toEqual([{}, {}])
    await expect(writer.calls.undo({ target, actor: USER })).rejects.toMatchObject({ error: { code: 'conflict' } })
    await writer.calls.undo({ target: { kind: 'batch', batchId: undone.batchIds[0] ?? '' }, actor: USER })
    expect(Object.keys(await writer.records(two))).toEqual(['1'])
    expect(await writer.calls.undo({ target, actor: USER })).toMatchObject({ records: 1 })
  })

  it('leaves a deleted record away when its unique value was taken meanwhile', async () => {
    const table = await writer.makeTable(FIELDS, newName())
    await writer.add(table, { Code: 'a', Title: 'Old' }, { Code: 'b' })
    const { batchId } = await writer.calls.deleteRecords({ tableId: table.id, actor: USER, recordIds: [1, 2] })
    await writer.add(table, { Code: 'A' })
    const undone = await writer.calls.undo({ target: { kind: 'batch', batchId: batchId ?? '' }, actor: USER })
    expect(undone).toMatchObject({ records: 1, conflicts: [{ recordId: 1, fieldName: 'Code', wanted: 'a' }] })
    expect(Object.keys(await writer.records(table))).toEqual(['2', '3'])
  })

  it('lists more conflicts than it can name', async () => {
    const table = await writer.makeTable([{ name: 'Title', type: 'text' }], newName())
    const ids = await writer.add(table, ...Array.from({ length: 300 }, () => ({ Title: 'a' })))
    const all = (Title: string) => ids.map((recordId) => ({ recordId, values: byId(table, { Title }) }))
    const write = { tableId: table.id, actor: USER, adds: [] }
    const { batchId } = await writer.calls.writeRecords({ ...write, edits: all('b') })
    await writer.calls.writeRecords({ ...write, edits: all('c') })
    const undone = await writer.calls.undo({ target: { kind: 'batch', batchId: batchId ?? '' }, actor: USER })
    expect(undone).toMatchObject({ records: 0, conflictCount: 300, batchIds: [] })
    expect(undone.conflicts).toHaveLength(200)
  })
})

describe('records of an import', () => {
  it('are removed but for those that were changed since, and come back when that is undone', async () => {
    const table = await writer.makeTable([{ name: 'Title', type: 'text' }], newName())
    await writer.add(table, { Title: 'kept' })
    const column = table.fields[0]?.column
    await writer.opened.connection.exec(
      `insert into ${recordsTable(table.number)} (_id, ${column}) values (2, 'two'), (3, 'three'), (4, 'four'), (5, 'five')`,
    )
    await writer.opened.connection.exec(`insert into change_batch (id, at, table_id, actor_kind, action, records, first_id, last_id)
      values ('import-1', '2026-01-01', '${table.id}', 'user', 'import', 4, 2, 5)`)
    await writer.edit(table, 3, { Title: 'changed' })
    await writer.edit(table, 4, { Title: 'changed' })
    await writer.edit(table, 4, { Title: 'four' })
    await writer.calls.deleteRecords({ tableId: table.id, actor: USER, recordIds: [5] })
    const target = { kind: 'batch' as const, batchId: 'import-1' }
    expect(await writer.calls.previewUndo(target)).toMatchObject({ records: 2, conflictCount: 1 })
    const undone = await writer.calls.undo({ target, actor: USER })
    expect(undone).toMatchObject({ records: 2, conflicts: [{ recordId: 3, label: 'changed', found: 'changed' }] })
    expect(await writer.records(table)).toEqual({ 1: { Title: 'kept' }, 3: { Title: 'changed' } })
    await writer.calls.undo({ target: { kind: 'batch', batchId: undone.batchIds[0] ?? '' }, actor: USER })
    expect(Object.keys(await writer.records(table))).toEqual(['1', '2', '3', '4'])
    await writer.expectSoundIndex(table)
  })

  it('are removed and come back by the ten thousands', async () => {
    const table = await writer.makeTable(
      [
        { name: 'Title', type: 'text' },
        { name: 'Count', type: 'number' },
        { name: 'Done', type: 'boolean' },
      ],
      newName(),
    )
    const columns = table.fields.map(({ column }) => column).join(', ')
    await writer.opened.connection.exec(`insert into ${recordsTable(table.number)} (_id, ${columns})
      with recursive counter (n) as (select 1 union all select n + 1 from counter where n < 50001)
      select n, 'Title "' || n || '"', n / 7.0, n % 2 from counter;
      insert into change_batch (id, at, table_id, actor_kind, action, records, first_id, last_id)
        values ('import-2', '2026-01-01', '${table.id}', 'user', 'import', 50001, 1, 50001)`)
    const before = await writer.records(table)
    const target = { kind: 'batch' as const, batchId: 'import-2' }
    const undone = await writer.calls.undo({ target, actor: USER })
    expect([undone.records, await writer.records(table)]).toEqual([50_001, {}])
    await writer.expectSoundIndex(table)
    await writer.calls.undo({ target: { kind: 'batch', batchId: undone.batchIds[0] ?? '' }, actor: USER })
    expect(await writer.records(table)).toEqual(before)
    await writer.expectSoundIndex(table)
  }, 60_000)
})
