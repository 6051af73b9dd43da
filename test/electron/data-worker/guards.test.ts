import { afterEach, describe, expect, it } from 'vitest'
import type { StreamTiming } from '../../../electron/sources/define'
import type { DiscoveredStream } from '../../../shared/domain/data-connection'
import { createSynthetic, field } from '../../helpers/sources/synthetic'
import { type OpenEngine, openEngine, truth } from './open-engine'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const opened: OpenEngine[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

/** Synced once, a minute ago. */
async function setUp(stream: Partial<DiscoveredStream> = {}, timing: Partial<StreamTiming> = {}) {
  const source = createSynthetic(stream, timing)
  for (let n = 1; n <= 8; n += 1) source.put(`p${n}`, { name: `Name ${n}`, age: n })
  source.clock.now += MINUTE
  const data = await openEngine(source)
  opened.push(data)
  await data.sync()
  source.clock.now += MINUTE
  return { source, data }
}

/** A value in a field of the person, and an edited one of the source's, in the record with this key. */
async function addOwn({ engine, reader }: OpenEngine, key: string): Promise<void> {
  const [table] = await reader.connection.all('select id, number from app_table')
  const tableId = String(table?.id)
  const [known] = await reader.connection.all("select id from field where name = 'Note'")
  const note = known
    ? String(known.id)
    : await engine.call('addField', { tableId, field: { name: 'Note', type: 'text' } })
  const [name] = await reader.connection.all("select id from field where name = 'name'")
  const [record] = await reader.connection.all(`select _id from t_${Number(table?.number)} where _key = ?`, [key])
  const values = { [note]: `about ${key}`, [String(name?.id)]: 'Edited' }
  const edits = [{ recordId: Number(record?._id), values }]
  await engine.call('writeRecords', { tableId, actor: { kind: 'user', id: null }, adds: [], edits })
}

describe('what a source no longer tells of', () => {
  it('is found by the keys when nothing was synced for longer than the recycle bin keeps it', async () => {
    const { source, data } = await setUp({ deletes: 'told' }, { sweepEveryMs: 7 * DAY })
    source.options.confirms = true
    source.records.delete('p8')
    source.clock.now += 20 * DAY
    expect(await data.sync()).toMatchObject({ mode: 'incremental', counts: { deleted: 1 } })
    expect(await data.rows()).toEqual(truth(source))
  })
})

describe('nothing is taken for deleted', () => {
  it.each(['failed', 'cancelled'] as const)('by a full read that %s before its end', async (how) => {
    const { source, data } = await setUp({ cursorField: null, deletes: 'full-read' })
    source.remove('p8')
    source.onPage = async (_, page) => {
      if (page < 3) return
      if (how === 'cancelled') await data.engine.call('cancelRun', { runId: 'mine' })
      else source.fail({ kind: 'fatal', message: 'Broken' })
    }
    expect(await data.sync({ runId: 'mine' })).toMatchObject({ status: how, counts: { deleted: 0 } })
    expect(Object.keys(await data.rows())).toHaveLength(8)
    source.onPage = () => undefined
    expect(await data.sync()).toMatchObject({ status: 'succeeded', counts: { deleted: 1 } })
    expect(await data.rows()).toEqual(truth(source))
  })

  it('by a comparison of keys that failed before its end', async () => {
    const { source, data } = await setUp({ deletes: 'sweep' }, { sweepEveryMs: DAY })
    source.options.confirms = true
    source.remove('p8')
    source.clock.now += DAY
    source.onPage = (method, page) =>
      method === 'keys' && page === 2 && source.fail({ kind: 'fatal', message: 'Broken' })
    expect(await data.sync()).toMatchObject({ status: 'failed', counts: { deleted: 0 } })
    expect(Object.keys(await data.rows())).toHaveLength(8)
    source.onPage = () => undefined
    expect(await data.sync()).toMatchObject({ status: 'succeeded', counts: { deleted: 1 } })
  })

  it('by a source that says that it is not', async () => {
    const { source, data } = await setUp({ deletes: 'sweep' }, { sweepEveryMs: DAY })
    source.options.confirms = true
    source.clock.now += DAY
    const hidden = source.records.get('p4')
    source.onPage = (method, page) => {
      if (method === 'keys' && page === 1) source.records.delete('p4')
      if (method === 'confirmGone' && hidden) source.records.set('p4', hidden)
    }
    expect((await data.sync()).counts.deleted).toBe(0)
    expect(await data.rows()).toEqual(truth(source))
  })

  it('of a source that looks empty, until a person says that it is', async () => {
    const { source, data } = await setUp({ deletes: 'sweep' }, { sweepEveryMs: DAY })
    for (let n = 10; n < 50; n += 1) source.put(`p${n}`, { name: 'x', age: n })
    source.clock.now += MINUTE
    await data.sync()
    source.records.clear()
    source.clock.now += DAY
    expect(await data.sync()).toMatchObject({ counts: { deleted: 0 }, question: { missing: 48, of: 48 } })
    expect(Object.keys(await data.rows())).toHaveLength(48)
    expect(await data.sync({ allowDeletes: true })).toMatchObject({ counts: { deleted: 48 }, question: null })
    expect(await data.rows()).toEqual({})
  })
})

describe('records with the same key', () => {
  const STREAM = {
    fields: [field('id', 'text'), field('code', 'text', true), field('name', 'text'), field('updated_at', 'datetime')],
  }

  it('in one page are one record, the one that was changed last', async () => {
    const { source, data } = await setUp(STREAM)
    for (const [n, id] of ['p1', 'p2', 'p3'].entries()) source.put(id, { code: 'same', name: id }, source.clock.now - n)
    source.clock.now += MINUTE
    expect(await data.sync()).toMatchObject({ counts: { read: 3, added: 1, failed: 0 } })
    expect((await data.rows()).same).toMatchObject({ name: 'p1' })
  })

  it('in a full read are one record too, and are told of', async () => {
    const { source, data } = await setUp(STREAM)
    for (let n = 1; n <= 8; n += 1) source.put(`p${n}`, { code: `c${n % 4}`, name: `${n}` }, source.clock.now + n)
    const outcome = await data.sync({ full: true })
    expect(outcome.notes).toEqual(['4 records came more than once; the newest version was kept.'])
    const rows = await data.rows()
    expect(
      Object.values(rows)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['5', '6', '7', '8'])
  })
})

describe('data that is replaced by that of another account', () => {
  const replace = { full: true, allowDeletes: true, account: 'other' }

  it('never leaves the table empty, and takes values of the person with the records that are gone', async () => {
    const { source, data } = await setUp()
    await addOwn(data, 'p1')
    await addOwn(data, 'p2')
    for (const id of ['p1', 'p3', 'p4', 'p5', 'p6', 'p7', 'p8']) source.records.delete(id)
    for (let n = 1; n <= 4; n += 1) source.put(`q${n}`, { name: `Theirs ${n}`, age: n })
    const seen = new Set<number>()
    source.onPage = async () => void seen.add(Object.keys(await data.rows()).length)
    expect(await data.sync(replace)).toMatchObject({ status: 'succeeded', counts: { added: 4, deleted: 7 } })
    expect([...seen]).toEqual([8])
    const rows = await data.rows()
    expect(Object.keys(rows).sort()).toEqual(['p2', 'q1', 'q2', 'q3', 'q4'])
    expect(rows.p2).toMatchObject({ name: 'Edited', Note: 'about p2' })
    const overlays = await data.reader.connection.all('select source_value from overlay')
    expect(overlays).toEqual([{ source_value: 'Name 2' }])
    const [gone] = await data.reader.connection.all(
      `select count(*) as count from journal where after is null and before like '%about p1%'`,
    )
    expect(gone).toEqual({ count: 1 })
  })

  it('is never mixed with what was begun for the account before', async () => {
    const source = createSynthetic()
    for (let n = 1; n <= 8; n += 1) source.put(`p${n}`, { name: `Name ${n}`, age: n })
    source.clock.now += MINUTE
    const data = await openEngine(source)
    opened.push(data)
    source.onPage = (_, page) => page === 2 && source.fail({ kind: 'fatal', message: 'Broken' })
    await data.sync({ account: 'mine' })
    source.onPage = () => undefined
    source.records.clear()
    source.put('p9', { name: 'Theirs', age: 9 })
    expect(await data.sync(replace)).toMatchObject({ status: 'succeeded', counts: { read: 1, added: 1 } })
    expect(await data.rows()).toEqual(truth(source))
  })

  it('is read on hours after the reading was interrupted', async () => {
    const { source, data } = await setUp()
    const job = { allowDeletes: true, account: 'other' }
    source.onPage = (_, page) => page === 3 && source.fail({ kind: 'retry', message: 'Nobody answers' })
    await data.sync(job)
    source.clock.now += DAY / 2
    let pages = 0
    source.onPage = () => {
      pages += 1
    }
    expect(await data.sync(job)).toMatchObject({ status: 'succeeded', counts: { read: 8 } })
    expect(pages).toBe(1)
  })

  it('may have another key', async () => {
    const { source, data } = await setUp()
    source.stream = {
      ...source.stream,
      fields: source.stream.fields.map((one) => ({ ...one, primaryKey: one.name === 'name' })),
    }
    expect(await data.sync({ allowDeletes: true, account: 'other' })).toMatchObject({ status: 'succeeded' })
    expect(Object.keys(await data.rows())).toContain('Name 1')
  })

  it('is read in full where nobody asked for that', async () => {
    const { source, data } = await setUp()
    await data.sync({ account: 'mine' })
    source.put('p1', { name: 'Theirs', age: 1 }, source.clock.now - DAY)
    source.clock.now += MINUTE
    expect(await data.sync({ account: 'other' })).toMatchObject({ mode: 'full', counts: { changed: 1 } })
    source.clock.now += MINUTE
    expect(await data.sync({ account: 'other' })).toMatchObject({ mode: 'incremental' })
  })
})
