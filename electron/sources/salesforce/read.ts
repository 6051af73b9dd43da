import { z } from 'zod'
import type { JsonValue } from '../../../shared/domain/common'
import type { StreamField } from '../../../shared/domain/data-connection'
import { type Selection, type SourcePage, SourceProblem, type Window } from '../define'
import { toPage } from '../http/pages'
import type { QueryResult, SalesforceApi, SalesforceRecord } from './api'
import { ID, seesChanges } from './fields'
import { filterConditions, quoted, splitFields } from './soql'

const MOST_RECORDS = 2000
const FEWEST_RECORDS = 25
/** As many ids as fit into an address. */
const IDS_AT_ONCE = 300

/** The last record that was read. `at` is its cursor, null where records are read by their id alone. */
const Position = z.object({ id: z.string(), at: z.string().nullable() })
type Position = z.infer<typeof Position>

/** Records of an object in the order of their ids, or of a cursor and then their ids, from a position on. */
type Walk = {
  object: string
  fields: readonly string[]
  conditions: readonly string[]
  cursor: string | null
  all: boolean
}

type Part = { records: SalesforceRecord[]; position: Position }

/**
 * By keys and never by the locators of the service, which belong to a session and end with it: what is read anew after
 * any failure begins behind the last record. A query that takes too long is asked again for fewer records.
 */
async function* walk(api: SalesforceApi, given: Walk, from: Position | null): AsyncGenerator<Part> {
  let position = from
  let limit = MOST_RECORDS
  for (;;) {
    const results = await askAll(api, given, position, limit)
    if (results === null) {
      limit = Math.floor(limit / 4)
      continue
    }
    const records = joined(results)
    const last = records.at(-1)
    const isEnd = results.every(({ complete }) => complete)
    if (!last && !isEnd)
      throw new SourceProblem({ kind: 'retry', message: 'The records changed faster than they could be read' })
    if (!last) return
    position = nextPosition(given, position, last)
    yield { records, position }
    if (isEnd) return
  }
}

/** One query for each list of fields that fits into an address; null when fewer records have to be asked for. */
async function askAll(
  api: SalesforceApi,
  given: Walk,
  position: Position | null,
  limit: number,
): Promise<QueryResult[] | null> {
  const fixed = given.cursor === null ? [ID] : [ID, given.cursor]
  const rest = toSoql(given, fixed, position, limit)
  const lists = splitFields(
    given.fields.filter((name) => !fixed.includes(name)),
    rest,
  )
  const results: QueryResult[] = []
  try {
    for (const list of lists) {
      const soql = toSoql(given, [...fixed, ...list], position, limit)
      results.push(await api.query({ soql, limit, all: given.all, begun: results.length > 0 }))
    }
    return results
  } catch (error) {
    if (!(error instanceof SourceProblem) || error.verdict.kind !== 'restart-page') throw error
    if (limit / 4 >= FEWEST_RECORDS) return null
    throw new SourceProblem({ kind: 'stream-unavailable', message: error.verdict.message })
  }
}

function toSoql(given: Walk, fields: readonly string[], position: Position | null, limit: number): string {
  const conditions = [...given.conditions, ...behind(given.cursor, position)]
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''
  const order = given.cursor === null ? `${ID} ASC` : `${given.cursor} ASC, ${ID} ASC`
  return `SELECT ${fields.join(',')} FROM ${given.object}${where} ORDER BY ${order} LIMIT ${limit}`
}

function behind(cursor: string | null, position: Position | null): string[] {
  if (!position) return []
  const later = `${ID} > ${quoted(position.id)}`
  if (cursor === null || position.at === null) return [later]
  return [`${cursor} >= ${position.at}`, `(${cursor} > ${position.at} OR ${later})`]
}

/**
 * Records that are in every result, with the fields of all. One that is missing in some was deleted, or changed so that
 * it no longer belongs here, between the queries; one behind the end of a shorter result comes with the next part.
 */
function joined(results: readonly QueryResult[]): SalesforceRecord[] {
  const [first, ...others] = results.map(({ records }) => records)
  if (!first || others.length === 0) return first ?? []
  const byId = others.map((records) => new Map(records.map((record) => [record[ID], record])))
  return first.flatMap((record) => {
    const parts = byId.flatMap((known) => known.get(record[ID] ?? null) ?? [])
    return parts.length === byId.length ? [Object.assign({}, ...parts, record)] : []
  })
}

/** Fails when the service gives the same records again, which would never end. */
function nextPosition({ cursor }: Walk, position: Position | null, last: SalesforceRecord): Position {
  const at = cursor === null ? null : toLiteral(last[cursor])
  const next = { id: String(last[ID] ?? ''), at }
  if (next.id === '' || (position?.id === next.id && position.at === at))
    throw new SourceProblem({ kind: 'fatal', message: 'The service gives the same records again and again' })
  return next
}

/** A moment as SOQL writes it, without quotes. */
function toLiteral(value: JsonValue | undefined): string {
  const moment = new Date(typeof value === 'string' ? value : Number.NaN)
  if (Number.isNaN(moment.getTime()))
    throw new SourceProblem({ kind: 'fatal', message: 'A record has no time of its last change' })
  return moment.toISOString()
}

const page = (selection: Selection, records: readonly SalesforceRecord[], resume: JsonValue): SourcePage =>
  toPage(
    selection,
    records.map((record) => withLists(selection.fields, record)),
    resume,
  )

/** Choices come as one text with semicolons between them. */
function withLists(fields: readonly StreamField[], record: SalesforceRecord): SalesforceRecord {
  const lists = fields.filter(({ type, name }) => type === 'multi-select' && typeof record[name] === 'string')
  const split = lists.map(({ name }) => [name, String(record[name]).split(';')] as const)
  return split.length === 0 ? record : { ...record, ...Object.fromEntries(split) }
}

/** By id; filters are applied by the service. */
export async function* readObject(
  api: SalesforceApi,
  selection: Selection,
  resume: JsonValue,
): AsyncIterable<SourcePage> {
  const from = resume === null ? null : Position.parse(resume)
  const fields = selection.fields.map(({ name }) => name)
  const conditions = filterConditions(selection)
  const given = { object: selection.stream.name, fields, conditions, cursor: null, all: false }
  for await (const { records, position } of walk(api, given, from)) yield page(selection, records, position)
}

/** What is read within a window: what changed, what changed and no longer passes the filters, what was deleted. */
const PHASES = ['changed', 'filtered', 'deleted'] as const
type Phase = (typeof PHASES)[number]
const ChangesResume = z.object({ phase: z.enum(PHASES), position: Position })

export async function* readChanges(
  api: SalesforceApi,
  selection: Selection,
  window: Window,
  resume: JsonValue,
): AsyncIterable<SourcePage> {
  const cursor = selection.stream.cursorField
  if (cursor === null)
    throw new SourceProblem({ kind: 'fatal', message: `${selection.stream.label} has no time of its last change` })
  const from = resume === null ? null : ChangesResume.parse(resume)
  const left = PHASES.slice(from ? PHASES.indexOf(from.phase) : 0)
  for (const phase of left.filter((each) => belongs(each, selection))) {
    const position = from?.phase === phase ? from.position : null
    yield* onePhase(api, phase, selection, toWalk(phase, selection, window, cursor), position)
  }
}

async function* onePhase(
  api: SalesforceApi,
  phase: Phase,
  selection: Selection,
  given: Walk,
  from: Position | null,
): AsyncIterable<SourcePage> {
  for await (const { records, position } of walk(api, given, from)) {
    if (phase === 'changed') yield page(selection, records, { phase, position })
    else {
      const deleted = await goneOf(api, phase, selection, records)
      yield { ...page(selection, [], { phase, position }), deleted }
    }
  }
}

function belongs(phase: Phase, { stream, filters }: Selection): boolean {
  if (phase === 'filtered') return filters.length > 0
  return phase === 'changed' || (stream.deletes === 'told' && seesChanges(stream.cursorField))
}

function toWalk(phase: Phase, selection: Selection, { from, to }: Window, cursor: string): Walk {
  const within = [`${cursor} >= ${toLiteral(from)}`, `${cursor} <= ${toLiteral(to)}`]
  const only = { changed: filterConditions(selection), filtered: [], deleted: ['IsDeleted = TRUE'] }[phase]
  return {
    object: selection.stream.name,
    fields: phase === 'changed' ? selection.fields.map(({ name }) => name) : [],
    conditions: [...within, ...only],
    cursor,
    all: phase === 'deleted',
  }
}

async function goneOf(
  api: SalesforceApi,
  phase: Phase,
  selection: Selection,
  records: readonly SalesforceRecord[],
): Promise<string[][]> {
  const keys = records.map((record) => [String(record[ID] ?? '')])
  return phase === 'deleted' ? keys : notThere(api, selection, keys)
}

/** Of some keys, those that no record has which passes the filters. */
export async function notThere(api: SalesforceApi, selection: Selection, keys: string[][]): Promise<string[][]> {
  const found = new Set<JsonValue | undefined>()
  for (let at = 0; at < keys.length; at += IDS_AT_ONCE) {
    const ids = keys.slice(at, at + IDS_AT_ONCE).flatMap(([id]) => (id ? [quoted(id)] : []))
    const conditions = [`${ID} IN (${ids.join(',')})`, ...filterConditions(selection)]
    const given = { object: selection.stream.name, fields: [], conditions, cursor: null, all: false }
    for await (const { records } of walk(api, given, null)) for (const record of records) found.add(record[ID])
  }
  return keys.filter(([id]) => !found.has(id))
}
