import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StoredTable } from '../../../../electron/tables/stored-tables'
import type { CellValue } from '../../../../shared/domain/table'
import { fieldNamed, type OpenWriter, openWriter, succeeded, USER } from './open-writer'

let writer: OpenWriter
beforeAll(async () => {
  writer = await openWriter()
})
afterAll(() => writer.close())

const field = (name: string, primaryKey = false) => ({
  ...{ name, primaryKey, type: 'text' as const, sourceType: 'text' },
})
const STREAM = [field('key', true), field('a'), field('b')]
type SourceRow = { a: string; b: string }
/** A record as it should be: `edits` are values over what the source says. */
type Expected = SourceRow & { edits: Map<'a' | 'b', string>; note: CellValue }

const key = fc.constantFrom('k1', 'k2', 'k3', 'k4')
const word = fc.constantFrom('', 'x', 'y', 'z')
const change = fc.oneof(
  fc.record({ what: fc.constant('put' as const), key, a: word, b: word }),
  fc.record({ what: fc.constant('drop' as const), key }),
  fc.record({
    what: fc.constant('edit' as const),
    key,
    field: fc.constantFrom('a' as const, 'b' as const),
    value: word,
  }),
  fc.record({ what: fc.constant('note' as const), key, value: word }),
  fc.record({ what: fc.constant('revert' as const), key, field: fc.constantFrom('a' as const, 'b' as const) }),
  fc.record({ what: fc.constant('sync' as const) }),
)
type Change = typeof change extends fc.Arbitrary<infer C> ? C : never
type World = { source: Map<string, SourceRow>; records: Map<string, Expected> }

let streams = 0
const rowsOf = (source: World['source']) => [...source].map(([id, { a, b }]) => [id, a, b])
const shown = (record: Expected, name: 'a' | 'b') => record.edits.get(name) ?? record[name]

/** What a sync makes of the records, told the simple way; returns how many of them it changes. */
function mergeExpected({ source, records }: World): { added: number; changed: number; deleted: number } {
  const counts = { added: 0, changed: 0, deleted: 0 }
  for (const id of [...records.keys()]) if (!source.has(id) && records.delete(id)) counts.deleted += 1
  for (const [id, row] of source) {
    const record = records.get(id)
    if (!record) {
      records.set(id, { ...row, edits: new Map(), note: 'new' })
      counts.added += 1
      continue
    }
    const differs = (['a', 'b'] as const).some((name) => !record.edits.has(name) && record[name] !== row[name])
    if (differs) counts.changed += 1
    Object.assign(record, row)
    for (const [name, value] of [...record.edits]) if (value === row[name]) record.edits.delete(name)
  }
  return counts
}

async function idOf(table: StoredTable, id: string): Promise<number> {
  const found = Object.entries(await writer.records(table)).find(([, record]) => record.key === id)
  return Number(found?.[0])
}

async function apply(world: World, table: StoredTable, streamId: string, one: Change): Promise<void> {
  if (one.what === 'sync') {
    const outcome = await succeeded(writer.sync(STREAM, rowsOf(world.source), streamId))
    expect(outcome.counts).toMatchObject(mergeExpected(world))
    return expectSame(world, table)
  }
  if (one.what === 'put') return void world.source.set(one.key, { a: one.a, b: one.b })
  if (one.what === 'drop') return void world.source.delete(one.key)
  const record = world.records.get(one.key)
  if (!record) return
  const recordId = await idOf(table, one.key)
  if (one.what === 'note') {
    record.note = one.value
    return void (await writer.edit(table, recordId, { note: one.value }))
  }
  record.edits.delete(one.field)
  if (one.what === 'edit') {
    if (one.value !== record[one.field]) record.edits.set(one.field, one.value)
    return void (await writer.edit(table, recordId, { [one.field]: one.value }))
  }
  const fieldId = fieldNamed(table, one.field).id
  await writer.calls.revertValue({ tableId: table.id, recordId, fieldId, actor: USER })
}

async function expectSame({ records }: World, table: StoredTable): Promise<void> {
  const found = await writer.records(table)
  const byKey = (one: { key?: CellValue }, other: { key?: CellValue }) => (String(one.key) < String(other.key) ? -1 : 1)
  const wanted = [...records].map(([id, record]) => ({
    ...{ key: id, a: shown(record, 'a'), b: shown(record, 'b'), note: record.note },
  }))
  expect(Object.values(found).sort(byKey)).toEqual(wanted.sort(byKey))
  const overlays = await writer.opened.db.selectFrom('overlay').selectAll().where('table_id', '=', table.id).execute()
  const kept = overlays.map((overlay) => {
    const name = table.fields.find(({ id }) => id === overlay.field_id)?.name
    return `${found[overlay.record_id]?.key} ${name}: ${overlay.value} over ${overlay.source_value}`
  })
  const edits = [...records].flatMap(([id, record]) =>
    [...record.edits].map(([name, value]) => `${id} ${name}: ${value} over ${record[name]}`),
  )
  expect(kept.sort()).toEqual(edits.sort())
}

async function synced(streamId: string, world: World): Promise<StoredTable> {
  const { table } = await succeeded(writer.sync(STREAM, rowsOf(world.source), streamId))
  const tableId = table?.id ?? ''
  await writer.calls.addField({ tableId, field: { name: 'note', type: 'text', settings: { defaultValue: 'new' } } })
  mergeExpected(world)
  for (const record of world.records.values()) record.note = null
  const fresh = await writer.table(tableId)
  for (const id of Object.keys(await writer.records(fresh))) await writer.edit(fresh, Number(id), { note: null })
  return fresh
}

const historyOf = (table: StoredTable) =>
  writer.opened.db.selectFrom('journal').selectAll().where('table_id', '=', table.id).orderBy('id').execute()

describe('a sync into a table that was edited', () => {
  it('leaves own fields and edited values, brings the rest, and counts what it changed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 3, maxLength: 25 }), async (changes) => {
        streams += 1
        const streamId = `stream ${streams}`
        const world: World = {
          source: new Map([
            ['k1', { a: 'x', b: 'y' }],
            ['k2', { a: '', b: 'z' }],
          ]),
          records: new Map(),
        }
        const table = await synced(streamId, world)
        for (const one of [...changes, { what: 'sync' as const }]) await apply(world, table, streamId, one)
        await writer.expectSoundIndex(table)
      }),
      { numRuns: 40 },
    )
  }, 120_000)

  it('journals what changed and what vanished, with the own values of that', async () => {
    const table = await synced('journalled', {
      ...{
        source: new Map([
          ['k1', { a: '1', b: '1' }],
          ['k2', { a: '2', b: '2' }],
        ]),
        records: new Map(),
      },
    })
    await writer.edit(table, 2, { note: 'mine', a: 'edited' })
    const before = (await historyOf(table)).length
    await succeeded(
      writer.sync(
        STREAM,
        [
          ['k1', 'one', '1'],
          ['k3', '3', '3'],
        ],
        'journalled',
      ),
    )
    const [changed, gone, ...more] = (await historyOf(table)).slice(before)
    const [a, b, k, note] = ['a', 'b', 'key', 'note'].map((name) => fieldNamed(table, name).id)
    expect(more).toEqual([])
    expect(changed).toMatchObject({ record_id: 1, actor_kind: 'sync' })
    expect([changed?.before, changed?.after].map((json) => JSON.parse(json ?? 'null'))).toEqual([
      { [String(a)]: '1' },
      { [String(a)]: 'one' },
    ])
    expect(gone).toMatchObject({ record_id: 2, after: null })
    expect(JSON.parse(gone?.before ?? '')).toEqual({
      [`${k}`]: 'k2',
      [`${a}`]: 'edited',
      [`${b}`]: '2',
      [`${note}`]: 'mine',
    })
    const target = { kind: 'batch' as const, batchId: changed?.batch_id ?? '' }
    await expect(writer.calls.undo({ target, actor: USER })).rejects.toMatchObject({ error: { code: 'refused' } })
    await succeeded(writer.sync(STREAM, [], 'journalled'))
    await succeeded(writer.sync(STREAM, [['k1', 'a', 'b']], 'journalled'))
    expect(Object.keys(await writer.records(table))).toEqual(['4'])
  })

  it('keeps the exact numbers of the journal', async () => {
    const fields = [field('key', true), { ...field('n'), type: 'number' as const }]
    const { table } = await succeeded(writer.sync(fields, [['k', 0.1 + 0.2]], 'exact'))
    await succeeded(writer.sync(fields, [['k', '12345678901234567.5']], 'exact'))
    const stored = await writer.table(table?.id ?? '')
    const [entry] = await historyOf(stored)
    expect(Object.values(JSON.parse(entry?.before ?? ''))).toEqual([0.1 + 0.2])
    expect(Object.values(JSON.parse(entry?.after ?? ''))).toEqual(['12345678901234567.5'])
  })

  it('marks a field that vanished, and takes the mark away when it is back', async () => {
    const { table } = await succeeded(writer.sync(STREAM, [['k1', '1', '1']], 'vanishing'))
    const vanished = async () => fieldNamed(await writer.table(table?.id ?? ''), 'b').vanished
    const without = await succeeded(writer.sync([field('key', true), field('a')], [['k1', '1']], 'vanishing'))
    expect([without.notes, await vanished()]).toEqual([
      ['b is no longer at the source; its last values are kept.'],
      true,
    ])
    const again = await succeeded(writer.sync(STREAM, [['k1', '1', '2']], 'vanishing'))
    expect([again.notes, await vanished()]).toEqual([['b is read again.'], false])
  })

  it('keeps an edited value when the field becomes a text', async () => {
    const typed = (type: 'integer' | 'text', sourceType: string) => [
      field('key', true),
      { ...field('n'), type, sourceType },
    ]
    const { table } = await succeeded(
      writer.sync(
        typed('integer', 'int'),
        [
          ['k1', 1],
          ['k2', 2],
        ],
        'retyped',
      ),
    )
    const before = await writer.table(table?.id ?? '')
    await writer.edit(before, 1, { n: 7 })
    await succeeded(
      writer.sync(
        typed('text', 'text'),
        [
          ['k1', '01'],
          ['k2', '02'],
        ],
        'retyped',
      ),
    )
    const after = await writer.table(before.id)
    expect(Object.values(await writer.records(after)).map(({ n }) => n)).toEqual(['7', '02'])
    await writer.calls.revertValue({ tableId: after.id, recordId: 1, fieldId: fieldNamed(after, 'n').id, actor: USER })
    expect(Object.values(await writer.records(after)).map(({ n }) => n)).toEqual(['01', '02'])
    await writer.expectSoundIndex(after)
  })

  it('puts back what the source says now when an older edit is undone', async () => {
    const { table } = await succeeded(writer.sync(STREAM, [['k1', '1', '1']], 'undone'))
    const stored = await writer.table(table?.id ?? '')
    const { batchId } = await writer.edit(stored, 1, { a: 'mine' })
    await succeeded(writer.sync(STREAM, [['k1', 'newer', '1']], 'undone'))
    const target = { kind: 'batch' as const, batchId: batchId ?? '' }
    expect(await writer.calls.undo({ target, actor: USER })).toMatchObject({ records: 1, conflictCount: 0 })
    expect(await writer.records(stored)).toMatchObject({ 1: { a: 'newer' } })
    expect(
      await writer.opened.db.selectFrom('overlay').selectAll().where('table_id', '=', stored.id).execute(),
    ).toEqual([])
  })

  it('brings own fields, also deleted ones, through the swap that fills an empty table', async () => {
    const rows = [['1', 'x', 'y']]
    const { table } = await succeeded(writer.sync(STREAM, [], 'swapped'))
    const tableId = table?.id ?? ''
    const gone = await writer.calls.addField({ tableId, field: { name: 'gone', type: 'integer' } })
    await writer.calls.addField({
      tableId,
      field: { name: 'kept', type: 'integer', settings: { defaultValue: 5, indexed: true } },
    })
    await writer.calls.deleteField({ tableId, fieldId: gone })
    await succeeded(writer.sync(STREAM, rows, 'swapped'))
    await writer.calls.restoreField({ tableId, fieldId: gone })
    const after = await writer.table(tableId)
    expect(Object.values(await writer.records(after))).toEqual([{ key: '1', a: 'x', b: 'y', gone: null, kept: 5 }])
    const [index] = await writer.opened.connection.all(
      `select count(*) as found from sqlite_schema where type = 'index' and tbl_name = ? and sql like ?`,
      [`t_${after.number}`, `%(${fieldNamed(after, 'kept').column})%`],
    )
    expect(index).toEqual({ found: 1 })
    await writer.expectSoundIndex(after)
  })

  it('beyond fifty thousand changes is journalled as a whole, but for own values that go', async () => {
    const rows = (value: string) => Array.from({ length: 50_010 }, (_, index) => [`k${index + 1}`, value, value])
    const { table } = await succeeded(writer.sync(STREAM, rows('old'), 'large'))
    const tableId = table?.id ?? ''
    await writer.calls.addField({ tableId, field: { name: 'note', type: 'text' } })
    const stored = await writer.table(tableId)
    await writer.edit(stored, 2, { note: 'mine' })
    await writer.edit(stored, 5, { a: 'edited' })
    await writer.expectSoundIndex(stored)
    const before = (await historyOf(stored)).length
    const outcome = await succeeded(writer.sync(STREAM, rows('new').slice(3, -1), 'large'))
    expect(outcome.counts).toMatchObject({ changed: 50_006, deleted: 4 })
    const entries = (await historyOf(stored)).slice(before)
    expect(entries.map(({ record_id, after }) => [record_id, after])).toEqual([
      [2, null],
      [50_010, null],
    ])
    const batch = await writer.opened.db
      .selectFrom('change_batch')
      .select(['records', 'detail'])
      .where('id', '=', entries[0]?.batch_id ?? '')
      .executeTakeFirst()
    expect(batch?.records).toBe(50_010)
    expect(JSON.parse(batch?.detail ?? '')).toEqual({ added: 0, changed: 50_006, deleted: 4, journalled: false })
    expect((await writer.records(stored))[5]).toMatchObject({ a: 'edited', b: 'new' })
    await writer.expectSoundIndex(stored)
    await succeeded(writer.sync(STREAM, [...rows('new').slice(3, -1), ['back', '1', '1']], 'large'))
    expect(Object.keys(await writer.records(stored)).at(-1)).toBe('50011')
  }, 60_000)

  it('keeps every edit that is made while it runs', async () => {
    const rows = (value: string) => Array.from({ length: 45_000 }, (_, index) => [`k${index + 1}`, value, value])
    const { table } = await succeeded(writer.sync(STREAM, rows('old'), 'running'))
    const stored = await writer.table(table?.id ?? '')
    const syncing = succeeded(writer.sync(STREAM, rows('new'), 'running'))
    let isOver = false
    void syncing.finally(() => (isOver = true))
    const edited = new Map<number, string>()
    for (let index = 0; !isOver; index += 1) {
      const recordId = ((index * 7919) % 45_000) + 1
      await writer.edit(stored, recordId, { a: `edit ${index}` })
      edited.set(recordId, `edit ${index}`)
    }
    await syncing
    const records = await writer.records(stored)
    expect(edited.size).toBeGreaterThan(1)
    for (const [id, value] of edited) expect(records[id]?.a).toBe(value)
    expect(Object.entries(records).filter(([id, { a }]) => a !== (edited.get(Number(id)) ?? 'new'))).toEqual([])
    const overlays = await writer.opened.db
      .selectFrom('overlay')
      .selectAll()
      .where('table_id', '=', stored.id)
      .execute()
    expect(overlays.map(({ record_id }) => record_id).sort()).toEqual([...edited.keys()].sort())
    expect(new Set(overlays.map(({ source_value }) => source_value))).toEqual(new Set(['new']))
  }, 60_000)
})
