import { afterEach, describe, expect, it } from 'vitest'
import type { DiscoveredStream, StreamField } from '../../../shared/domain/data-connection'
import { createSynthetic, field, type Synthetic } from '../../helpers/sources/synthetic'
import { type OpenEngine, openEngine, truth } from './open-engine'

const MINUTE = 60_000
const opened: OpenEngine[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

/** Synced once. */
async function setUp(stream: Partial<DiscoveredStream> = {}) {
  const source = createSynthetic(stream)
  for (let n = 1; n <= 5; n += 1) source.put(`p${n}`, { name: `Name ${n}`, age: n })
  source.clock.now += MINUTE
  const data = await openEngine(source)
  opened.push(data)
  await data.sync()
  source.clock.now += MINUTE
  return { source, data }
}

/** The fields as they are, with some in another form or left out. */
function reshape(source: Synthetic, change: (field: StreamField) => StreamField[]): void {
  source.stream = { ...source.stream, fields: source.stream.fields.flatMap(change) }
}
const retype = (name: string, type: StreamField['type']) => (one: StreamField) => [
  one.name === name ? field(name, type) : one,
]
const edit = (source: Synthetic, id: string, values: Record<string, string | number>) => {
  const record = source.records.get(id)
  if (record) record.values = { ...record.values, ...values }
}

describe('a field that is new', () => {
  it('is filled for old records too, which takes a full read that is said', async () => {
    const { source, data } = await setUp()
    source.stream = { ...source.stream, fields: [...source.stream.fields, field('city', 'text')] }
    edit(source, 'p1', { city: 'Rome' })
    expect(await data.sync()).toMatchObject({
      ...{ status: 'succeeded', mode: 'full', counts: { changed: 1, unchanged: 4 } },
      notes: ['New field at the source: city. Everything is read again, so older records get it too.'],
    })
    expect(await data.rows()).toEqual(truth(source))
    source.clock.now += MINUTE
    expect(await data.sync()).toMatchObject({ mode: 'incremental', notes: [] })
  })

  it('is told of with the first sync that succeeds', async () => {
    const { source, data } = await setUp()
    source.stream = { ...source.stream, fields: [...source.stream.fields, field('city', 'text')] }
    source.onPage = () => source.fail({ kind: 'fatal', message: 'Broken' })
    expect(await data.sync()).toMatchObject({ status: 'failed' })
    source.onPage = () => undefined
    expect((await data.sync()).notes).toEqual([expect.stringContaining('New field at the source: city')])
    expect((await data.sync()).notes).toEqual([])
  })

  it('is left where it is when other fields were chosen', async () => {
    const { source, data } = await setUp()
    data.settings = { ...data.settings, fields: ['name'] }
    await data.sync()
    source.stream = { ...source.stream, fields: [...source.stream.fields, field('city', 'text')] }
    expect(await data.sync()).toMatchObject({ mode: 'incremental', notes: [] })
  })
})

describe('a field that was removed', () => {
  it('keeps its values and is asked for no more, and goes on when it is back', async () => {
    const { source, data } = await setUp()
    const all = source.stream
    reshape(source, (one) => (one.name === 'age' ? [] : [one]))
    expect(await data.sync()).toMatchObject({
      ...{ status: 'succeeded', mode: 'incremental' },
      notes: ['age is no longer at the source; its last values are kept.'],
    })
    expect((await data.rows()).p4).toMatchObject({ age: 4 })
    const [gone] = await data.reader.connection.all("select vanished from field where name = 'age'")
    expect(gone).toEqual({ vanished: 1 })
    edit(source, 'p4', { age: 40 })
    source.stream = all
    expect(await data.sync()).toMatchObject({ mode: 'full', notes: ['age is read again.'] })
    expect(await data.rows()).toEqual(truth(source))
  })
})

describe('a type that holds more', () => {
  it.each<[StreamField['type'], string | number, string | number]>([
    ['number', 1.5, 2],
    ['text', '007', '2'],
  ])('takes the place of a whole number: %s', async (type, given, other) => {
    const { source, data } = await setUp()
    reshape(source, retype('age', type))
    edit(source, 'p1', { age: given })
    if (type === 'text') for (let n = 2; n <= 5; n += 1) edit(source, `p${n}`, { age: String(n) })
    expect(await data.sync()).toMatchObject({
      mode: 'full',
      notes: [`age changed to ${type} at the source; its values are kept as ${type} from now on.`],
    })
    const rows = await data.rows()
    expect([rows.p1?.age, rows.p2?.age]).toEqual([given, other])
    expect(await data.rows()).toEqual(truth(source))
  })
})

describe('a type that holds less', () => {
  it('leaves the one that is there, and says so once', async () => {
    const { source, data } = await setUp({
      fields: [
        field('id', 'text', true),
        field('name', 'text'),
        field('age', 'number'),
        field('updated_at', 'datetime'),
      ],
    })
    reshape(source, (one) => (one.name === 'name' ? [field('name', 'integer')] : retype('age', 'integer')(one)))
    expect((await data.sync()).notes).toEqual([
      'name changed to integer at the source; it stays text here.',
      'age changed to integer at the source; it stays number here.',
    ])
    expect((await data.rows()).p1).toMatchObject({ name: 'Name 1', age: 1 })
    reshape(source, (one) => [one, ...(one.name === 'name' ? [field('city', 'text')] : [])])
    expect((await data.sync()).notes).toEqual([
      'New field at the source: city. Everything is read again, so older records get it too.',
    ])
  })
})

describe('a stream that cannot be followed any more', () => {
  const unavailable = (message: RegExp) => ({
    ...{ status: 'failed', cursorAfter: expect.any(String) },
    verdict: { kind: 'stream-unavailable', message: expect.stringMatching(message) },
  })

  it('stops when its key is gone', async () => {
    const { source, data } = await setUp()
    reshape(source, (one) => [{ ...one, primaryKey: false }])
    expect(await data.sync()).toMatchObject(unavailable(/The key was id and is now missing/))
    expect(Object.keys(await data.rows())).toHaveLength(5)
  })

  it('stops when what told of changes is gone', async () => {
    const { source, data } = await setUp()
    source.stream = { ...source.stream, cursorField: null }
    expect(await data.sync()).toMatchObject(unavailable(/updated_at, which told what changed/))
    expect(Object.keys(await data.rows())).toHaveLength(5)
  })

  it('keeps its records when it is gone, and asks the source what there is before it says so', async () => {
    const { source, data } = await setUp()
    source.onPage = (method) => method === 'changes' && source.fail({ kind: 'schema-changed', message: 'No table' })
    const stream = source.stream
    source.stream = { ...stream, name: 'others' }
    expect(await data.sync({ stream })).toMatchObject(unavailable(/People is no longer at the source/))
    expect(source.reads.at(-1)).toBe('discover')
    expect(Object.keys(await data.rows())).toHaveLength(5)
  })

  it('keeps its records when it may not be read any more, and goes on when it may', async () => {
    const { source, data } = await setUp()
    source.put('p6', { name: 'Name 6', age: 6 })
    source.clock.now += MINUTE
    source.onPage = () => source.fail({ kind: 'stream-unavailable', message: 'Not allowed' })
    expect(await data.sync()).toMatchObject(unavailable(/Not allowed/))
    expect(Object.keys(await data.rows())).toHaveLength(5)
    source.onPage = () => undefined
    expect(await data.sync()).toMatchObject({ status: 'succeeded', counts: { added: 1 } })
  })
})

describe('what was found when looking again', () => {
  it('is handed back, so that the next sync begins with it', async () => {
    const { source, data } = await setUp()
    const before = source.stream
    reshape(source, (one) => (one.name === 'age' ? [] : [one]))
    source.onPage = (method) => {
      if (method === 'changes' && !source.reads.includes('discover'))
        source.fail({ kind: 'schema-changed', message: 'There is no age' })
    }
    expect(await data.sync({ stream: before })).toMatchObject({
      ...{ status: 'succeeded', discovered: source.stream },
      notes: ['age is no longer at the source; its last values are kept.'],
    })
    expect(await data.sync()).toMatchObject({ discovered: null, notes: [] })
  })
})
