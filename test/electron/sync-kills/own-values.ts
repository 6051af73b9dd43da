import type { DiscoveredStream } from '../../../shared/domain/data-connection'
import { type LocalTable, type Row, readTable } from './local-tables'
import type { EngineProcess } from './spawn-engine'
import { pick, type Random, type World } from './world'

/** The field that a person added. */
const OWN = 'My note'
const ACTOR = { kind: 'user' as const, id: null }

/** What a field of a record has to be: one of these, for a write may have been made when the engine was killed in it. */
type Values = (string | null)[]
/** By the names of fields. */
type Written = Map<string, Values>
type Comparison = { table: LocalTable; truth: ReadonlyMap<string, Row>; isSwept: boolean }

/** What a person writes into synced tables: values of a field of their own, and others in the place of the source's. */
export function createOwnValues(world: World, file: string) {
  const streams = new Map(Object.keys(world.streams).map((name) => [name, new Map<string, Written>()]))
  let made = 0

  const edit = async (engine: EngineProcess, random: Random): Promise<void> => {
    const [stream = '', settings] = pick(random, Object.entries(world.streams)) ?? []
    const table = await readTable(file, stream)
    const key = table && pick(random, [...table.rows.keys()])
    if (!settings?.edited || !table || !key) return
    const own = table.fields.get(OWN) ?? (await addField(engine, table.tableId))
    const name = random() < 0.5 ? OWN : settings.edited
    const written: Written = streams.get(stream)?.get(key) ?? new Map()
    streams.get(stream)?.set(key, written)
    made += 1
    const value = `Written here ${made}`
    written.set(name, [...(written.get(name) ?? [null]), value])
    const fieldId = name === OWN ? own : (table.fields.get(name) ?? '')
    const edits = [{ recordId: table.ids.get(key) ?? 0, values: { [fieldId]: value } }]
    await engine.call('writeRecords', { tableId: table.tableId, actor: ACTOR, adds: [], edits }, world.now())
    written.set(name, [value])
  }
  const addField = (engine: EngineProcess, tableId: string) =>
    engine.call('addField', { tableId, field: { name: OWN, type: 'text' } }, world.now())

  const differences = (stream: DiscoveredStream, { table, truth, isSwept }: Comparison): unknown[] => {
    const written = streams.get(stream.name) ?? new Map<string, Written>()
    const went = (key: string) => world.gone.has(`${stream.name} ${key}`)
    const extra = [...table.rows.keys()].filter((key) => !truth.has(key) && (isSwept || !went(key)))
    const found = [...truth].flatMap(([key, theirs]) => {
      const ours = table.rows.get(key)
      const own = written.get(key) ?? new Map()
      if (!ours) return [{ key, is: 'missing' }]
      return differencesOf(stream, { key, ours, theirs, own, table, isLoose: went(key) })
    })
    for (const key of written.keys()) if (!truth.has(key)) written.delete(key)
    return [...extra.map((key) => ({ key, is: 'there, and gone at the source' })), ...found]
  }

  /** The index is built in the background: each question is answered after some of it. */
  const untilSearchable = async (engine: EngineProcess): Promise<void> => {
    for (const stream of Object.keys(world.streams))
      for (let asked = 0; ; asked += 1) {
        const table = await readTable(file, stream)
        if (!table || table.isSearchable) break
        if (asked > 1000) throw new Error(`${stream} does not become searchable`)
        const write = { tableId: table.tableId, actor: ACTOR, adds: [], edits: [] }
        await engine.call('writeRecords', write, world.now())
      }
  }
  return { edit, differences, untilSearchable }
}

type OfRecord = {
  key: string
  ours: Row
  theirs: Row
  own: Written
  table: LocalTable
  /** It was gone at some time: with it went what was written here, or not. */
  isLoose: boolean
}

function differencesOf({ fields }: DiscoveredStream, { key, ours, theirs, own, table, isLoose }: OfRecord): unknown[] {
  const found: unknown[] = []
  const compare = (name: string, type: string) => {
    const [has, wanted] = [alike(type, ours[name]), alike(type, theirs[name])]
    const mine = settle(own, name, has)
    if (mine !== null && has === mine) {
      const remembered = table.sourceValues.get(`${key} ${name}`)
      if (name !== OWN && alike(type, remembered) !== wanted) found.push({ key, field: name, remembered, wanted })
    } else if (has !== wanted || (mine !== null && !isLoose))
      found.push({ key, field: name, has, wanted: mine ?? wanted })
  }
  for (const { name, type } of fields) compare(name, type)
  compare(OWN, 'text')
  return found
}

/** What a person wrote there, once it is known whether a write was made; null where it is the source's. */
function settle(own: Written, name: string, has: unknown): string | null {
  const values = own.get(name)
  if (!values) return null
  const value = values.find((one) => one === has) ?? values[0] ?? null
  own.set(name, [value])
  return value
}

/** Times to the microsecond, with or without a zone and zeros at the end. */
const alike = (type: string, value: unknown): unknown =>
  type === 'datetime' && typeof value === 'string' ? value.replace(/Z$/, '').replace(/\.?0+$/, '') : (value ?? null)
