import { z } from 'zod'
import type { JsonValue } from '../../../shared/domain/common'
import type { StreamField } from '../../../shared/domain/data-connection'
import { type HttpContext, type Selection, type SourcePage, SourceProblem, type Window } from '../define'
import { toPage } from '../http/pages'
import { readLinks } from './associations'
import { readProperties } from './discover'
import { ID, linkOf, MERGED, toJson } from './fields'
import { type CrmRecord, findChanged, listRecords, readRecords } from './records'

/** Associations are asked for by hundreds, so records are gathered for them. */
const GATHERED = 500

/** Null after the last page. */
const Place = z.object({ after: z.string().nullable() })

export async function* readAll(
  context: HttpContext,
  selection: Selection,
  resume: JsonValue,
): AsyncGenerator<SourcePage> {
  const from = resume === null ? null : Place.parse(resume).after
  if (resume !== null && from === null) return
  await refuseVanished(context, selection)
  const wanted = { type: selection.stream.name, properties: propertiesOf(selection) }
  const hasLinks = selection.fields.some((field) => linkOf(field) !== null)
  let gathered: CrmRecord[] = []
  for await (const { results, next } of listRecords(context, wanted, from)) {
    gathered.push(...results)
    if (hasLinks && next !== null && gathered.length < GATHERED) continue
    yield await toRows(context, selection, gathered, { after: next })
    gathered = []
  }
}

const ChangesPlace = z.union([z.object({ behind: z.string() }), z.object({ archived: Place.shape.after })])
type ChangesPlace = z.infer<typeof ChangesPlace>

/** What changed, found by the search and read as it is now, then what was deleted. */
export async function* readChanges(
  context: HttpContext,
  selection: Selection,
  window: Window,
  resume: JsonValue,
): AsyncGenerator<SourcePage> {
  const place: ChangesPlace | null = resume === null ? null : ChangesPlace.parse(resume)
  await refuseVanished(context, selection)
  if (!place || 'behind' in place) yield* readChanged(context, selection, window, place?.behind ?? null)
  if (!place || 'behind' in place) yield* readArchived(context, selection, window, null)
  else if (place.archived !== null) yield* readArchived(context, selection, window, place.archived)
}

async function* readChanged(
  context: HttpContext,
  selection: Selection,
  window: Window,
  from: string | null,
): AsyncGenerator<SourcePage> {
  const { name, fields } = selection.stream
  const merged = fields.some((field) => field.name === MERGED) ? [MERGED] : []
  const properties = [...new Set([...propertiesOf(selection), ...merged])]
  for (let behind = from, isEnd = false; !isEnd; ) {
    const found = await findChanged(context, name, window, behind)
    isEnd = found.isEnd
    const last = found.ids.at(-1)
    if (last === undefined) return
    behind = last
    const there = await readRecords(context, { type: name, properties }, found.ids)
    const losers = [...there.values()].flatMap((record) => String(record.properties[MERGED] ?? '').split(';'))
    const gone = [...found.ids, ...losers].filter((id) => id !== '' && !there.has(id))
    const page = await toRows(context, selection, [...there.values()], { behind })
    yield { ...page, deleted: [...new Set(gone)].map((id) => [id]) }
  }
}

/** The recycle bin keeps 90 days and cannot be asked for a part of them. */
async function* readArchived(
  context: HttpContext,
  selection: Selection,
  { from }: Window,
  after: string | null,
): AsyncGenerator<SourcePage> {
  const wanted = { type: selection.stream.name, properties: [ID], archived: true }
  const since = Date.parse(from)
  for await (const { results, next } of listRecords(context, wanted, after)) {
    const gone = results.filter(({ archivedAt }) => archivedAt === undefined || !(Date.parse(archivedAt) < since))
    if (gone.length === 0) continue
    yield { ...toPage(selection, [], { archived: next }), deleted: gone.map(({ id }) => [id]) }
  }
}

/** Of some keys, those that no record has any more. */
export async function readGone(context: HttpContext, selection: Selection, keys: string[][]): Promise<string[][]> {
  const ids = keys.flatMap(([id]) => (id ? [id] : []))
  const there = await readRecords(context, { type: selection.stream.name, properties: [ID] }, ids)
  return keys.filter(([id]) => id === undefined || !there.has(id))
}

const isProperty = (field: StreamField) => linkOf(field) === null
const propertiesOf = ({ fields }: Selection) => fields.filter(isProperty).map(({ name }) => name)

/** A property that was deleted is passed over in silence, and its field would be emptied. */
async function refuseVanished(context: HttpContext, selection: Selection): Promise<void> {
  const properties = await readProperties(context, selection.stream.name)
  const known = new Set([ID, ...properties.filter(({ archived }) => !archived).map(({ name }) => name)])
  const vanished = propertiesOf(selection).find((name) => !known.has(name))
  if (vanished !== undefined)
    throw new SourceProblem({ kind: 'schema-changed', message: `There is no property ${vanished} any more` })
}

async function toRows(
  context: HttpContext,
  selection: Selection,
  records: readonly CrmRecord[],
  resume: JsonValue,
): Promise<SourcePage> {
  const ids = records.map(({ id }) => id)
  const links = new Map<string, Map<string, string[]>>()
  for (const field of selection.fields) {
    const to = linkOf(field)
    if (to) links.set(field.name, await readLinks(context, selection.stream.name, to, ids))
  }
  const rows = records.map(({ id, properties }) => {
    const values = selection.fields.map((field): [string, JsonValue] => {
      const linked = links.get(field.name)
      return [field.name, linked ? (linked.get(id) ?? []) : toJson(field, properties[field.name])]
    })
    return { ...Object.fromEntries(values), [ID]: id }
  })
  return toPage(selection, rows, resume)
}
