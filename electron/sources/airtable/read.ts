import { z } from 'zod'
import type { JsonValue } from '../../../shared/domain/common'
import {
  type BudgetUse,
  type HttpContext,
  type Selection,
  type SourcePage,
  SourceProblem,
  type Window,
} from '../define'
import { toPage } from '../http/pages'
import { readShape } from '../http/shape'
import { unless } from '../http/unless'
import { messageOf } from '../http/verdicts'
import { CREATED, fieldIdOf, RECORD_ID, toJson } from './fields'

const PAGE_SIZE = 100
const MOST_RESTARTS = 5

const AirtableRecord = z.object({
  id: z.string(),
  createdTime: z.string(),
  fields: z.custom<Record<string, JsonValue>>((value) => typeof value === 'object' && value !== null),
})
type AirtableRecord = z.infer<typeof AirtableRecord>
const Page = z.object({ records: z.array(AirtableRecord), offset: z.string().optional() })

/** Where Airtable goes on; null after the last page. It forgets that soon, and then there is only the beginning. */
const Place = z.object({ offset: z.string().nullable() })

/** Each base has a limit for itself, besides that of the token. */
export const budgetsOf = (base: string): BudgetUse[] => ['default', { name: 'base', scope: base }]

/** The name of a stream is the ids of its base and its table. */
const ofTable = (name: string) => ({ budgets: budgetsOf(name.split('/')[0] ?? '') })

/** Within `window`, only what changed then. */
export async function* readTable(
  context: HttpContext,
  selection: Selection,
  resume: JsonValue,
  window: Window | null,
): AsyncGenerator<SourcePage> {
  const from = resume === null ? null : Place.parse(resume).offset
  if (resume !== null && from === null) return
  const formula = window ? { filterByFormula: changedWithin(window) } : {}
  const json = { pageSize: PAGE_SIZE, returnFieldsByFieldId: true, fields: fieldIds(selection), ...formula }
  for await (const { records, offset } of listPages(context, selection.stream.name, json, from))
    yield toPage(
      selection,
      records.map((record) => toRow(selection, record)),
      { offset },
    )
}

/** At least one: all would be read without any. */
function fieldIds({ fields, stream }: Selection): string[] {
  const idsOf = (some: Selection['fields']) => some.flatMap((field) => fieldIdOf(field) ?? [])
  const ids = idsOf(fields)
  return ids.length > 0 ? ids : idsOf(stream.fields).slice(0, 1)
}

/**
 * A record that was never edited has no time of its last change. Asked for that time alone, it would fail the formula and
 * be left out; and what is neither earlier nor later is within, both ends included.
 */
function changedWithin({ from, to }: Window): string {
  const changed = 'IF(LAST_MODIFIED_TIME(),LAST_MODIFIED_TIME(),CREATED_TIME())'
  return `AND(NOT(IS_BEFORE(${changed},'${from}')),NOT(IS_AFTER(${changed},'${to}')))`
}

/** A pass over a table. Its order is that of its first page; begun anew, it gives again what was given. */
async function* listPages(
  context: HttpContext,
  table: string,
  json: Readonly<Record<string, JsonValue>>,
  from: string | null,
): AsyncGenerator<{ records: AirtableRecord[]; offset: string | null }> {
  let place = from
  const seen = new Set<string>()
  for (let restarts = 0; ; ) {
    const body = place === null ? json : { ...json, offset: place }
    const answer = await unless(
      context.request({ path: `/v0/${table}/listRecords`, json: body, ...ofTable(table) }),
      'restart-page',
    )
    if (!answer) {
      if (place === null || restarts >= MOST_RESTARTS)
        throw new SourceProblem({ kind: 'retry', message: 'Airtable forgot where the reading was again and again' })
      restarts += 1
      place = null
      seen.clear()
      continue
    }
    const { records, offset = null } = readShape(Page, answer)
    if (offset !== null && seen.has(offset))
      throw new SourceProblem({ kind: 'fatal', message: 'Airtable gives the same records again and again' })
    yield { records, offset }
    if (offset === null) return
    seen.add(offset)
    place = offset
  }
}

function toRow(selection: Selection, { id, createdTime, fields }: AirtableRecord): Record<string, JsonValue> {
  const cells = selection.fields.map((field): [string, JsonValue] => {
    const fieldId = fieldIdOf(field)
    return [field.name, fieldId === null ? null : toJson(field, fields[fieldId])]
  })
  return { ...Object.fromEntries(cells), [RECORD_ID]: id, [CREATED]: createdTime }
}

const AT_ONCE = 5

/**
 * Of some keys, those whose records are gone. Airtable answers the same for a record that is gone and for a table that may
 * not be seen, so the table has to be there.
 */
export async function readGone(context: HttpContext, selection: Selection, keys: string[][]): Promise<string[][]> {
  const { name } = selection.stream
  const path = `/v0/${name}`
  const gone: string[][] = []
  for (let at = 0; at < keys.length; at += AT_ONCE) {
    const some = keys.slice(at, at + AT_ONCE)
    const there = await Promise.all(some.map(([id = '']) => isThere(context, name, id)))
    gone.push(...some.filter((_, index) => !there[index]))
  }
  if (gone.length > 0) await context.request({ path: `${path}/listRecords`, json: { pageSize: 1 }, ...ofTable(name) })
  return gone
}

async function isThere(context: HttpContext, table: string, id: string): Promise<boolean> {
  const path = `/v0/${table}/${encodeURIComponent(id)}`
  const query = { returnFieldsByFieldId: 'true' }
  const answer = await context.request({ path, query, accept: [403, 404], ...ofTable(table) })
  if (answer.status === 403 && !answer.text.includes('MODEL_NOT_FOUND'))
    throw new SourceProblem({ kind: 'stream-unavailable', message: messageOf(answer) })
  return answer.status < 300
}
