import { afterEach, describe, expect, it } from 'vitest'
import { createSynthetic, type Method, type Synthetic } from '../../helpers/sources/synthetic'
import { type OpenEngine, openEngine, truth } from './open-engine'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const opened: OpenEngine[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})
const keep = (data: OpenEngine): OpenEngine => {
  opened.push(data)
  return data
}

type Scenario = { source: Synthetic; data: OpenEngine; full: boolean; after?: (data: OpenEngine) => Promise<void> }
const PAGES = 5

async function loaded(source: Synthetic): Promise<OpenEngine> {
  for (let n = 10; n < 10 + 3 * PAGES - 1; n += 1) source.put(`p${n}`, { name: `Name ${n}`, age: n })
  source.clock.now += MINUTE
  return keep(await openEngine(source))
}

/** One record with an own value and an edited one, and changes of every kind at the source. */
async function changed(source: Synthetic): Promise<OpenEngine> {
  const data = await loaded(source)
  await data.sync()
  const [table] = await data.reader.connection.all('select id from app_table')
  const tableId = String(table?.id)
  const own = await data.engine.call('addField', { tableId, field: { name: 'Note', type: 'text' } })
  const [name] = await data.reader.connection.all("select id from field where name = 'name'")
  const values = { [own]: 'mine', [String(name?.id)]: 'Edited' }
  const actor = { kind: 'user' as const, id: null }
  await data.engine.call('writeRecords', { tableId, actor, adds: [], edits: [{ recordId: 1, values }] })
  source.clock.now += MINUTE
  for (const id of [...source.records.keys()]) source.put(id, { name: `New ${id}`, age: 1 })
  for (const id of ['p12', 'p19']) source.remove(id)
  source.put('p99', { name: 'Added', age: 9 })
  source.clock.now += MINUTE
  return data
}

const scenarios: Record<string, { method: Method; begin: () => Promise<Scenario> }> = {
  'a first load': {
    method: 'snapshot',
    async begin() {
      const source = createSynthetic()
      return { source, data: await loaded(source), full: false }
    },
  },
  'a full read': {
    method: 'snapshot',
    async begin() {
      const source = createSynthetic()
      return { source, data: await changed(source), full: true }
    },
  },
  'a full read that cannot go on in the middle': {
    method: 'snapshot',
    async begin() {
      const source = createSynthetic()
      source.options.resumes = false
      return { source, data: await changed(source), full: true }
    },
  },
  'a read of changes': {
    method: 'changes',
    async begin() {
      const source = createSynthetic()
      return { source, data: await changed(source), full: false }
    },
  },
  'a comparison of keys': {
    method: 'keys',
    async begin() {
      const source = createSynthetic({ deletes: 'sweep' }, { sweepEveryMs: DAY })
      source.options.confirms = true
      const data = await changed(source)
      source.clock.now += DAY
      return { source, data, full: false }
    },
  },
}

/** As the source has it, with what was edited here. */
function expected(source: Synthetic, isEdited: boolean) {
  const rows = truth(source)
  if (!isEdited) return rows
  const mine = (key: string) => (key === 'p10' ? { name: 'Edited', Note: 'mine' } : { Note: null })
  return Object.fromEntries(Object.entries(rows).map(([key, row]) => [key, { ...row, ...mine(key) }]))
}

describe.each(Object.entries(scenarios))('%s', (name, { method, begin }) => {
  const isEdited = name !== 'a first load'

  it.each(Array.from({ length: PAGES }, (_, index) => index + 1))(
    'that is killed at page %i is finished by the next sync',
    async (at) => {
      const { source, data, full } = await begin()
      const before = await data.rows()
      const copies: Promise<OpenEngine>[] = []
      source.onPage = (read, page) => {
        if (read !== method || page !== at || copies.length > 0) return
        copies.push(data.killed())
        source.fail({ kind: 'fatal', message: 'Killed' })
      }
      await data.sync({ full })
      const [copy] = copies
      if (!copy) throw new Error('It was over before it was killed')
      const again = keep(await copy)
      if (method === 'snapshot') expect(await again.rows()).toEqual(before)
      source.reads.length = 0
      const outcome = await again.sync({ full })
      expect(outcome).toMatchObject({ status: 'succeeded', verdict: null })
      expect(await again.rows()).toEqual(expected(source, isEdited))
      expect(await leftovers(again)).toEqual([])
      expect(source.reads.filter((read) => read === method)).toHaveLength(1)
    },
    60_000,
  )

  it('that is killed between reading and its end is finished by the next sync', async () => {
    for (const phase of ['indexing', 'merging', 'comparing', 'done']) {
      const { source, data, full } = await begin()
      const copies: Promise<OpenEngine>[] = []
      data.engine.onProgress((progress) => {
        if (progress.phase === phase && copies.length === 0) copies.push(data.killed())
      })
      await data.sync({ full })
      for (const copy of copies) {
        const again = keep(await copy)
        expect(await again.sync({ full })).toMatchObject({ status: 'succeeded' })
        expect(await again.rows()).toEqual(expected(source, isEdited))
        expect(await leftovers(again)).toEqual([])
      }
    }
  }, 60_000)
})

const leftovers = (data: OpenEngine) =>
  data.reader.connection.all("select name from sqlite_schema where name glob 't_*_next'")

describe('a first load that was interrupted', () => {
  it('does not read again what was staged', async () => {
    const source = createSynthetic()
    const data = await loaded(source)
    source.onPage = (_, page) => page === 4 && source.fail({ kind: 'fatal', message: 'Killed' })
    expect(await data.sync()).toMatchObject({ status: 'failed', counts: { read: 9 } })
    const again = keep(await data.killed())
    const asked: number[] = []
    source.onPage = (_, page) => void asked.push(page)
    expect(await again.sync()).toMatchObject({ status: 'succeeded', counts: { read: 14, added: 14 } })
    expect(asked).toEqual([1, 2])
  })

  it('begins anew when other records are asked for', async () => {
    const source = createSynthetic()
    const data = await loaded(source)
    source.onPage = (_, page) => page === 4 && source.fail({ kind: 'fatal', message: 'Killed' })
    await data.sync()
    source.onPage = () => undefined
    data.settings = { ...data.settings, filters: [{ field: 'age', op: 'gte', value: '20' }] }
    expect(await data.sync()).toMatchObject({ status: 'succeeded', counts: { read: 14, added: 4, deleted: 0 } })
    expect(Object.keys(await data.rows())).toEqual(['p20', 'p21', 'p22', 'p23'])
  })
})
