import type { JsonValue } from '../../../shared/domain/common'
import type { HttpContext, Selection, SourcePage, Window } from '../define'
import { inside, listOf } from '../http/inside'
import { keyOf, toPage } from '../http/pages'
import { between, inParallel, readCurrent, recordsOf } from './current'
import { isRecord, listPages, type StripeRecord } from './list'
import type { StripeStream } from './streams'

/** Forgetting an object only means to ask for it again. */
const MOST_KNOWN = 100_000

export async function* readAll(
  context: HttpContext,
  stream: StripeStream,
  selection: Selection,
  resume: JsonValue,
): AsyncGenerator<SourcePage> {
  const { path, query } = stream.listed
  for await (const { records, place } of listPages(context, { path, query }, resume)) {
    const rows = (await inParallel(records, (object) => recordsOf(context, stream, object))).flat()
    yield toRows(selection, rows, place)
  }
}

/**
 * What events tell of is asked for once, and read as it is now: so their order does not matter, and a page of them is all
 * there is to go on from. They show objects in the version of the API that was in force when they were written.
 * https://stripe.com/docs/api/events
 */
export async function* readChanges(
  context: HttpContext,
  stream: StripeStream,
  selection: Selection,
  window: Window,
  resume: JsonValue,
): AsyncGenerator<SourcePage> {
  const { path, query, events } = stream.object
  const within = between(toSeconds(window.from), toSeconds(window.to))
  if (events.length === 0) {
    for await (const { records, place } of listPages(context, { path, query: { ...query, ...within } }, resume))
      yield toRows(selection, records, place)
    return
  }
  // By the ids of objects, the ids of the records that were read for them.
  const known = new Map<string, ReadonlySet<string>>()
  const feed = listPages(context, { path: '/v1/events', query: { ...within, 'types[]': events } }, resume)
  for await (const { records, place } of feed) {
    if (known.size > MOST_KNOWN) known.clear()
    const touched = touchedBy(stream, records)
    const fresh = new Map([...touched].filter(([id]) => !known.has(id)).map(([id, { madeAt }]) => [id, madeAt]))
    const rows: StripeRecord[] = []
    for (const [id, object] of await readCurrent(context, stream, fresh)) {
      const read = object ? await recordsOf(context, { ...stream, inside: insideOf(stream) }, object) : []
      known.set(id, new Set(read.map((record) => record.id)))
      rows.push(...read)
    }
    yield { ...toRows(selection, rows, place), deleted: goneOf(stream, selection, touched, known) }
  }
}

/** Those of the keys whose records are gone. */
export async function readGone(
  context: HttpContext,
  stream: StripeStream,
  selection: Selection,
  keys: string[][],
): Promise<string[][]> {
  const names = selection.stream.fields.filter(({ primaryKey }) => primaryKey).map(({ name }) => name)
  const place = names.indexOf(stream.partOf ?? 'id')
  const ids = new Map(keys.map((key) => [key[place] ?? '', null]))
  const there = new Set<string>()
  for (const object of (await readCurrent(context, stream, ids)).values()) {
    if (!object) continue
    const records = await recordsOf(context, { ...stream, inside: insideOf(stream) }, object)
    for (const record of records) there.add(JSON.stringify(keyOf(selection, record)))
  }
  return keys.filter((key) => !there.has(JSON.stringify(key)))
}

/** Lists inside of what events tell of, not inside of what is listed to find it. */
const insideOf = ({ inside: lists, partOf }: StripeStream) => (partOf === null ? null : lists)

type Touched = { madeAt: number | null; parts: Set<string> }

/** By their ids, the objects that events are about, with the ids of the parts that they had before or after. */
function touchedBy(stream: StripeStream, events: StripeRecord[]): Map<string, Touched> {
  const { object } = stream
  const touched = new Map<string, Touched>()
  for (const event of events) {
    const about = inside(event, 'data', 'object')
    const kind = String(inside(about, 'object'))
    const id = toId(inside(about, kind === object.object ? 'id' : (object.idIn[kind] ?? '')))
    if (id === null) continue
    const { madeAt, parts } = touched.get(id) ?? { madeAt: null, parts: new Set() }
    const made = kind === object.object ? inside(about, object.madeAt) : null
    const versions = [about, inside(event, 'data', 'previous_attributes')]
    for (const part of versions.flatMap((version) => partsIn(stream, version))) parts.add(part.id)
    touched.set(id, { madeAt: typeof made === 'number' ? made : madeAt, parts })
  }
  return touched
}

const partsIn = (stream: StripeStream, version: JsonValue | undefined): StripeRecord[] =>
  listOf(inside(version, insideOf(stream)?.embedded ?? '', 'data')).filter(isRecord)

const toId = (value: JsonValue | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : isRecord(value) ? value.id : null

function goneOf(
  { partOf }: StripeStream,
  selection: Selection,
  touched: ReadonlyMap<string, Touched>,
  known: ReadonlyMap<string, ReadonlySet<string>>,
): string[][] {
  return [...touched].flatMap(([id, { parts }]) => {
    const there = known.get(id)
    const before = partOf === null ? [id] : [...parts]
    return before
      .filter((each) => !there?.has(each))
      .map((each) => keyOf(selection, partOf === null ? { id } : { id: each, [partOf]: id }))
  })
}

function toRows(selection: Selection, records: readonly StripeRecord[], place: string[]): SourcePage {
  const times = selection.fields.filter(({ type }) => type === 'datetime').map(({ name }) => name)
  const rows = records.map((record) => {
    const moments = times.map((name) => [name, toMoment(record[name])] as const)
    // What is particular to a type of payment method has the name of that type.
    const details = record.object === 'payment_method' ? { details: record[String(record.type)] ?? null } : {}
    return { ...record, ...details, ...Object.fromEntries(moments) }
  })
  return toPage(selection, rows, place)
}

const LAST_SECOND = 8.64e12

const toMoment = (value: JsonValue | undefined): JsonValue =>
  typeof value === 'number' && Math.abs(value) <= LAST_SECOND ? new Date(value * 1000).toISOString() : (value ?? null)

const toSeconds = (moment: string): number => Math.floor(Date.parse(moment) / 1000)
