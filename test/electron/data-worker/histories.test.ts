import { afterEach, describe, expect, it } from 'vitest'
import { seeded } from '../../helpers/sources/mirror'
import { createSynthetic, field, type Synthetic } from '../../helpers/sources/synthetic'
import { type OpenEngine, openEngine, truth } from './open-engine'

const opened: OpenEngine[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

const SEEDS = 15
const STEPS = 25
const OLD = { field: 'age', op: 'gte', value: '50' } as const

/** Somebody works at the source: also with equal times, and with records that become visible seconds after their time. */
function work(source: Synthetic, random: () => number): void {
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? 'keeper'
  const { clock, records } = source
  const age = Math.floor(random() * 100)
  const act = random()
  if (act < 0.35) source.put(`r${Math.floor(random() * 1000)}`, { name: `New ${clock.now}`, age, city: 'Rome' })
  else if (act < 0.6) source.put(pick([...records.keys()]), { name: `Changed ${clock.now}`, age, city: null })
  else if (act < 0.75) source.remove(pick([...records.keys()].filter((id) => id !== 'keeper')))
  else if (act < 0.85) source.put(`late${clock.now}`, { name: 'Late', age }, clock.now - Math.floor(random() * 9000))
  else clock.now += Math.floor(random() * 20_000)
}

describe('whatever happens at the source and here', () => {
  it.each(Array.from({ length: SEEDS }, (_, seed) => seed + 1))(
    'both are equal in the end (seed %i)',
    async (seed) => {
      const random = seeded(seed)
      const sweeps = random() < 0.4
      const source = createSynthetic(sweeps ? { deletes: 'sweep' } : {}, sweeps ? { sweepEveryMs: 60_000 } : {})
      for (let n = 0; n < 20; n += 1) work(source, random)
      keepKeeper(source)
      let data = keep(await openEngine(source))
      await data.sync()
      await edit(data)
      for (let step = 0; step < STEPS; step += 1) data = await syncOrBreak(source, data, random)
      source.onPage = () => undefined
      for (let last = 0; last < 3; last += 1) {
        source.clock.now += 120_000
        expect(await data.sync()).toMatchObject({ status: 'succeeded', question: null })
      }
      const rows = await data.rows()
      expect(rows.keeper).toMatchObject({ name: 'Edited', Note: 'mine', age: 60 })
      expect(comparable(source, rows)).toEqual(comparable(source, wanted(source, data)))
    },
    60_000,
  )
})

const keep = (data: OpenEngine): OpenEngine => {
  opened.push(data)
  return data
}

/** It was edited here, so it stays. */
const keepKeeper = (source: Synthetic): void => source.put('keeper', { name: 'Theirs', age: 60 })

/** One sync after some work and with more of it meanwhile; it may end at some page, also with the program. */
async function syncOrBreak(source: Synthetic, data: OpenEngine, random: () => number): Promise<OpenEngine> {
  for (let n = Math.floor(random() * 6); n > 0; n -= 1) work(source, random)
  source.clock.now += 1
  if (random() < 0.1) data.settings = { ...data.settings, filters: data.settings.filters.length > 0 ? [] : [OLD] }
  if (random() < 0.1) source.stream = drift(source, random)
  const [kills, breaks] = [random() < 0.4, random() < 0.4]
  const copies: Promise<OpenEngine>[] = []
  source.onPage = () => {
    if (random() < 0.5) work(source, random)
    keepKeeper(source)
    if (random() > 0.1 || copies.length > 0) return
    if (kills) copies.push(data.killed())
    if (kills || breaks) source.fail({ kind: 'retry', message: 'Not now' })
  }
  const { status } = await data.sync({ full: random() < 0.1 })
  expect(['succeeded', 'failed']).toContain(status)
  const [copy] = copies
  return copy ? keep(await copy) : data
}

function wanted(source: Synthetic, data: OpenEngine) {
  const isWanted = ([, row]: [string, Record<string, unknown>]) =>
    data.settings.filters.length === 0 || (row.age !== null && Number(row.age) >= 50)
  return Object.fromEntries(Object.entries(truth(source)).filter(isWanted))
}

/** Without what is not at the source: own fields, fields that vanished, and the name that was edited here. */
const comparable = (source: Synthetic, rows: Record<string, Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(rows).map(([key, row]) => [
      key,
      source.stream.fields
        .filter(({ name }) => key !== 'keeper' || name !== 'name')
        .map(({ name }) => [name, row[name] ?? null]),
    ]),
  )

/** A field comes or goes. */
function drift({ stream }: Synthetic, random: () => number): Synthetic['stream'] {
  const name = random() < 0.5 ? 'city' : 'note'
  const without = stream.fields.filter((one) => one.name !== name)
  return { ...stream, fields: without.length < stream.fields.length ? without : [...without, field(name, 'text')] }
}

/** A value of an own field, and one over what the source says. */
async function edit(data: OpenEngine): Promise<void> {
  const { connection } = data.reader
  const [table] = await connection.all('select id from app_table')
  const tableId = String(table?.id)
  const own = await data.engine.call('addField', { tableId, field: { name: 'Note', type: 'text' } })
  const [name] = await connection.all("select id from field where name = 'name'")
  const [record] = await connection.all("select _id from t_1 where _key = 'keeper'")
  const values = { [own]: 'mine', [String(name?.id)]: 'Edited' }
  const actor = { kind: 'user' as const, id: null }
  const edits = [{ recordId: Number(record?._id), values }]
  await data.engine.call('writeRecords', { tableId, actor, adds: [], edits })
}
