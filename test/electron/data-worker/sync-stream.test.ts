import { afterEach, describe, expect, it } from 'vitest'
import type { StreamTiming } from '../../../electron/sources/define'
import type { DiscoveredStream, StreamFilter } from '../../../shared/domain/data-connection'
import { createSynthetic, field, type Synthetic } from '../../helpers/sources/synthetic'
import { type OpenEngine, openEngine, truth } from './open-engine'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const opened: OpenEngine[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

async function setUp(stream: Partial<DiscoveredStream> = {}, timing: Partial<StreamTiming> = {}) {
  const source = createSynthetic(stream, timing)
  for (let n = 1; n <= 8; n += 1) source.put(`p${n}`, { name: `Name ${n}`, age: n })
  source.clock.now += MINUTE
  const data = await openEngine(source)
  opened.push(data)
  return { source, data }
}

const later = (source: Synthetic, ms = MINUTE) => {
  source.clock.now += ms
}
const many = (source: Synthetic, count: number) => {
  source.options.pageSize = 500
  for (let n = 1; n <= count; n += 1) source.put(`m${String(n).padStart(5, '0')}`, { name: 'x', age: n })
}

describe('a first sync', () => {
  it('reads everything, and the next one what changed', async () => {
    const { source, data } = await setUp()
    const first = await data.sync()
    expect(first).toMatchObject({
      status: 'succeeded',
      mode: 'full',
      counts: { read: 8, added: 8 },
      cursorBefore: null,
    })
    expect(await data.rows()).toEqual(truth(source))
    later(source)
    source.put('p2', { name: 'Zoë', age: 2 })
    source.put('p9', { name: 'Nine', age: 9 })
    source.remove('p1')
    later(source)
    const second = await data.sync()
    expect(second).toMatchObject({
      ...{ status: 'succeeded', mode: 'incremental', cursorBefore: first.cursorAfter, lastFullReadAt: first.asOf },
      counts: { read: 2, added: 1, changed: 1, unchanged: 0, deleted: 1, failed: 0 },
    })
    expect(await data.rows()).toEqual(truth(source))
    expect(source.reads).toEqual(['snapshot', 'changes'])
  })

  it('reads what became visible late again, and says that it is unchanged where it is', async () => {
    const { source, data } = await setUp()
    await data.sync()
    later(source, 5000)
    await data.sync()
    source.put('late', { name: 'Late', age: 1 }, source.clock.now - 4000)
    later(source, 1000)
    await data.sync()
    expect(await data.rows()).toEqual(truth(source))
  })

  it('leaves out records without a key and says so', async () => {
    const { source, data } = await setUp({
      fields: [field('id', 'text'), field('code', 'text', true), field('updated_at', 'datetime')],
    })
    for (const id of ['p1', 'p2']) source.put(id, { code: id })
    const outcome = await data.sync()
    expect(outcome.counts).toMatchObject({ read: 8, added: 2, failed: 6 })
    expect(outcome.notes).toEqual(['6 records have no key and were left out.'])
    later(source)
    await data.sync()
    later(source)
    source.put('p3', { code: null })
    later(source)
    expect((await data.sync()).counts).toMatchObject({ read: 1, added: 0, failed: 1 })
  })
})

describe('an older version of a record', () => {
  it('does not take the place of a newer one', async () => {
    const { source, data } = await setUp()
    await data.sync()
    later(source)
    source.put('p1', { name: 'New', age: 1 })
    later(source)
    await data.sync()
    source.put('p1', { name: 'Old', age: 1 }, source.clock.now - MINUTE - 3000)
    source.timing.lookbackMs = 5 * MINUTE
    expect((await data.sync()).counts).toMatchObject({ read: 9 - 1, changed: 0 })
    expect((await data.rows()).p1).toMatchObject({ name: 'New' })
  })
})

describe('edited values and own fields', () => {
  it('survive changes, deletes that are kept, and a full read', async () => {
    const { source, data } = await setUp()
    await data.sync()
    const [table] = await data.reader.connection.all('select id from app_table')
    const tableId = String(table?.id)
    const own = await data.engine.call('addField', { tableId, field: { name: 'Note', type: 'text' } })
    const [name] = await data.reader.connection.all("select id from field where name = 'name'")
    const [record] = await data.reader.connection.all("select _id from t_1 where _key = 'p3'")
    const values = { [own]: 'mine', [String(name?.id)]: 'Edited' }
    const actor = { kind: 'user' as const, id: null }
    await data.engine.call('writeRecords', {
      tableId,
      actor,
      adds: [],
      edits: [{ recordId: Number(record?._id), values }],
    })
    later(source)
    source.put('p3', { name: 'Theirs', age: 33 })
    later(source)
    expect((await data.sync()).mode).toBe('incremental')
    expect((await data.rows()).p3).toMatchObject({ name: 'Edited', age: 33, Note: 'mine' })
    later(source)
    source.put('p3', { name: 'Theirs', age: 34 })
    expect((await data.sync({ full: true })).mode).toBe('full')
    expect((await data.rows()).p3).toMatchObject({ name: 'Edited', age: 34, Note: 'mine' })
    const overlay = await data.reader.connection.all('select value, source_value from overlay')
    expect(overlay).toEqual([{ value: 'Edited', source_value: 'Theirs' }])
  })
})

describe('deletes that are kept', () => {
  it('mark the record, and take the mark away when it is back', async () => {
    const { source, data } = await setUp()
    data.settings = { ...data.settings, deletes: 'keep' }
    await data.sync()
    later(source)
    source.remove('p1')
    later(source)
    const gone = await data.sync()
    expect(gone.counts).toMatchObject({ deleted: 1 })
    expect((await data.rows()).p1).toMatchObject({ name: 'Name 1', 'Deleted at source': gone.asOf })
    expect((await data.sync({ full: true })).counts).toMatchObject({ deleted: 0, unchanged: 7 })
    later(source)
    source.put('p1', { name: 'Back', age: 1 })
    later(source)
    expect((await data.sync()).counts).toMatchObject({ changed: 1 })
    expect((await data.rows()).p1).toMatchObject({ name: 'Back', 'Deleted at source': null })
  })
})

describe('very many deletes', () => {
  it('wait for a person in a full read, and go when they are confirmed', async () => {
    const { source, data } = await setUp({ cursorField: null, deletes: 'full-read' })
    many(source, 500)
    await data.sync()
    for (const id of [...source.records.keys()].slice(0, 200)) source.remove(id)
    const outcome = await data.sync()
    expect(outcome).toMatchObject({ status: 'succeeded', counts: { deleted: 0 }, question: { missing: 200, of: 508 } })
    expect(outcome.notes).toEqual(['200 of 508 records are missing at the source. None of them was deleted.'])
    expect(Object.keys(await data.rows())).toHaveLength(508)
    expect(await data.sync({ allowDeletes: true })).toMatchObject({ question: null, counts: { deleted: 200 } })
    expect(await data.rows()).toEqual(truth(source))
  })

  it('are not believed when nothing came at all', async () => {
    const { source, data } = await setUp({ cursorField: null })
    many(source, 30)
    await data.sync()
    source.records.clear()
    expect(await data.sync()).toMatchObject({ question: { missing: 38, of: 38 } })
  })
})

describe('a comparison of keys', () => {
  const sweeping = () => setUp({ deletes: 'sweep' }, { sweepEveryMs: DAY })

  it('deletes what was missing twice', async () => {
    const { source, data } = await sweeping()
    await data.sync()
    later(source)
    source.remove('p4')
    expect((await data.sync()).counts.deleted).toBe(0)
    expect(source.reads).not.toContain('keys')
    later(source, DAY)
    expect((await data.sync()).counts.deleted).toBe(0)
    expect(Object.keys(await data.rows())).toContain('p4')
    later(source)
    expect((await data.sync()).counts.deleted).toBe(1)
    expect(await data.rows()).toEqual(truth(source))
    expect(source.reads.filter((read) => read === 'keys')).toHaveLength(2)
  })

  it('keeps what was missing once and is back', async () => {
    const { source, data } = await sweeping()
    await data.sync()
    const hidden = source.records.get('p4')
    source.records.delete('p4')
    later(source, DAY)
    await data.sync()
    if (hidden) source.records.set('p4', hidden)
    later(source)
    expect((await data.sync()).counts.deleted).toBe(0)
    expect(await data.rows()).toEqual(truth(source))
  })

  it('deletes at once what the source confirms to be gone', async () => {
    const { source, data } = await sweeping()
    source.options.confirms = true
    await data.sync()
    source.remove('p4')
    later(source, DAY)
    expect((await data.sync()).counts.deleted).toBe(1)
    expect(await data.rows()).toEqual(truth(source))
  })

  it('asks before it deletes very many', async () => {
    const { source, data } = await sweeping()
    many(source, 500)
    await data.sync()
    for (const id of [...source.records.keys()].slice(0, 200)) source.remove(id)
    later(source, DAY)
    expect(await data.sync()).toMatchObject({ question: { missing: 200, of: 508 }, counts: { deleted: 0 } })
    later(source)
    expect(await data.sync()).toMatchObject({ mode: 'incremental', question: { missing: 200, of: 508 } })
    expect(await data.sync({ allowDeletes: true })).toMatchObject({ question: null, counts: { deleted: 200 } })
  })
})

describe('a cursor that is too old', () => {
  it('means a full read', async () => {
    const { source, data } = await setUp({}, { retentionMs: 30 * DAY })
    await data.sync()
    source.records.delete('p1')
    later(source, 31 * DAY)
    expect(await data.sync()).toMatchObject({ mode: 'full', counts: { deleted: 1 } })
  })
})

describe('computed fields', () => {
  it('are read again when it is time, and the cursor stays where it was', async () => {
    const { source, data } = await setUp({}, { recomputeEveryMs: DAY })
    const { cursorAfter } = await data.sync()
    const record = source.records.get('p1')
    if (record) record.values = { name: 'Computed', age: 1 }
    later(source, DAY)
    expect(await data.sync()).toMatchObject({ mode: 'full', counts: { changed: 1 }, cursorAfter })
    later(source)
    expect(await data.sync()).toMatchObject({ mode: 'incremental' })
  })
})

describe('filters', () => {
  const adults: StreamFilter[] = [{ field: 'age', op: 'gte', value: '5' }]

  it('that change take away what does not pass them, which is no delete', async () => {
    const { source, data } = await setUp()
    await data.sync()
    later(source)
    data.settings = { ...data.settings, filters: adults }
    const outcome = await data.sync()
    expect(outcome).toMatchObject({ mode: 'full', counts: { deleted: 0, unchanged: 4 }, question: null })
    expect(outcome.notes).toEqual(['4 records do not pass the filters any more.'])
    expect(Object.keys(await data.rows())).toEqual(['p5', 'p6', 'p7', 'p8'])
    data.settings = { ...data.settings, filters: [] }
    expect(await data.sync()).toMatchObject({ mode: 'full', counts: { added: 4 } })
  })

  it('take away a record that was changed so that it does not pass them', async () => {
    const { source, data } = await setUp()
    data.settings = { ...data.settings, filters: adults }
    await data.sync()
    later(source)
    source.put('p5', { name: 'Young', age: 4 })
    source.put('p1', { name: 'Grown', age: 40 })
    later(source)
    const outcome = await data.sync()
    expect(outcome.counts).toMatchObject({ read: 2, added: 1, deleted: 0 })
    expect(outcome.notes).toEqual(['1 record does not pass the filters any more.'])
    expect(Object.keys(await data.rows()).sort()).toEqual(['p1', 'p6', 'p7', 'p8'])
  })

  it('look at fields that are not chosen', async () => {
    const { data } = await setUp()
    data.settings = { ...data.settings, fields: ['name'], filters: adults }
    await data.sync()
    const fields = await data.reader.connection.all('select name, settings from field order by position')
    expect(fields.map(({ name, settings }) => [name, settings])).toEqual([
      ['id', '{"hidden":true}'],
      ['name', '{}'],
      ['age', '{"hidden":true}'],
      ['updated_at', '{"hidden":true}'],
    ])
    expect(Object.keys(await data.rows())).toHaveLength(4)
  })
})

describe('what a source has of fields', () => {
  it('is followed: new fields are filled, vanished ones kept, others widened', async () => {
    const { source, data } = await setUp()
    source.put('p1', { name: 'Name 1', age: 1 })
    await data.sync()
    later(source)
    const [id, , , updated] = source.stream.fields
    if (!id || !updated) throw new Error('No fields')
    source.stream = { ...source.stream, fields: [id, field('age', 'number'), field('city', 'text'), updated] }
    source.put('p1', { age: 1.5, city: 'Rome' })
    const outcome = await data.sync()
    expect(outcome).toMatchObject({ status: 'succeeded', mode: 'full' })
    expect(outcome.notes).toEqual([
      'age changed to number at the source; its values are kept as number from now on.',
      'New field at the source: city. Everything is read again, so older records get it too.',
      'name is no longer at the source; its last values are kept.',
    ])
    const rows = await data.rows()
    expect(rows.p1).toMatchObject({ name: 'Name 1', age: 1.5, city: 'Rome' })
    expect(rows.p2).toMatchObject({ name: 'Name 2', age: 2, city: null })
    later(source)
    expect(await data.sync()).toMatchObject({ mode: 'incremental', notes: [] })
  })

  it('is looked at once again when it turns out to be different, and not for ever', async () => {
    const { source, data } = await setUp()
    await data.sync()
    later(source)
    const stream = source.stream
    let isNew = false
    source.onPage = (method) => {
      if (method === 'discover') isNew = true
      if (method === 'changes' && !isNew) source.fail({ kind: 'schema-changed', message: 'Other fields' })
    }
    expect(await data.sync({ stream })).toMatchObject({ status: 'succeeded' })
    source.onPage = (method) => method === 'changes' && source.fail({ kind: 'schema-changed', message: 'Other fields' })
    expect(await data.sync({ stream })).toMatchObject({ status: 'failed', verdict: { kind: 'schema-changed' } })
  })

  it('fails in words when the key or the cursor is gone, until everything is asked for anew', async () => {
    const { source, data } = await setUp()
    await data.sync()
    source.stream = { ...source.stream, cursorField: null }
    expect(await data.sync()).toMatchObject({
      status: 'failed',
      verdict: { kind: 'stream-unavailable', message: expect.stringContaining('updated_at') },
    })
    expect(await data.sync({ full: true })).toMatchObject({ status: 'succeeded' })
    source.stream = { ...source.stream, fields: source.stream.fields.map((one) => ({ ...one, primaryKey: false })) }
    expect(await data.sync()).toMatchObject({
      status: 'failed',
      verdict: { message: expect.stringContaining('The key was id and is now missing') },
    })
    expect(Object.keys(await data.rows())).toHaveLength(8)
  })
})

describe('a source that asks to wait', () => {
  it('parks the stream with its place', async () => {
    const { source, data } = await setUp()
    const untilMs = source.clock.now + DAY
    source.onPage = (_, page) => page === 2 && source.fail({ kind: 'rate-limited', message: 'Wait', untilMs })
    expect(await data.sync()).toMatchObject({
      ...{ status: 'waiting', waitsUntil: new Date(untilMs).toISOString(), asOf: null },
      verdict: { kind: 'rate-limited' },
    })
    source.onPage = () => undefined
    expect(await data.sync()).toMatchObject({ status: 'succeeded', counts: { read: 8, added: 8 } })
    expect(await data.rows()).toEqual(truth(source))
  })
})

describe('a sync that is cancelled', () => {
  it('ends although the source does not answer, and keeps its place', async () => {
    const { source, data } = await setUp()
    const reached = new Promise<void>((resolve) => {
      source.onPage = (_, page) => {
        if (page !== 3) return undefined
        resolve()
        return new Promise<void>(() => undefined)
      }
    })
    const syncing = data.sync({ runId: 'cancelled' })
    await reached
    await data.engine.call('cancelRun', { runId: 'cancelled' })
    expect(await syncing).toMatchObject({ status: 'cancelled', verdict: null })
    source.onPage = () => undefined
    expect(await data.sync()).toMatchObject({ status: 'succeeded', counts: { read: 8 } })
    expect(await data.rows()).toEqual(truth(source))
  })
})

describe('a table made by hand', () => {
  it('is filled by a stream, and keeps its own records and fields', async () => {
    const { source, data } = await setUp()
    const name = 'Mine'
    const tableId = await data.engine.call('createTable', {
      name,
      fields: [
        { name: 'ID', type: 'text', settings: { unique: true } },
        { name: 'Note', type: 'text' },
      ],
    })
    const fields = await data.reader.connection.all('select id from field order by position')
    const [key = '', own = ''] = fields.map(({ id }) => String(id))
    const adds = [
      { [key]: 'p1', [own]: 'known' },
      { [key]: 'elsewhere', [own]: 'kept' },
    ]
    await data.engine.call('writeRecords', { tableId, actor: { kind: 'user', id: null }, edits: [], adds })
    const target = { kind: 'existing' as const, tableId }
    expect(await data.sync({ target })).toMatchObject({
      ...{ status: 'succeeded', table: { id: tableId, name, rows: 9 } },
      counts: { added: 7, changed: 1, deleted: 0 },
    })
    const rows = await data.rows()
    expect(rows.p1).toMatchObject({ Note: 'known', name: 'Name 1' })
    expect(rows['own 2']).toMatchObject({ ID: 'elsewhere', Note: 'kept', name: null })
    later(source)
    expect((await data.sync({ full: true, target })).counts).toMatchObject({ unchanged: 8, deleted: 0 })
  })
})

describe('a reader while everything is read', () => {
  it('never sees fewer records', async () => {
    const { source, data } = await setUp()
    await data.sync()
    source.put('p9', { name: 'Nine', age: 9 })
    const seen = new Set<number>()
    source.onPage = async () => void seen.add(Object.keys(await data.rows()).length)
    await data.sync({ full: true })
    seen.add(Object.keys(await data.rows()).length)
    expect([...seen]).toEqual([8, 9])
  })
})
