import { z } from 'zod'
import type { DiscoveredStream } from '../../../shared/domain/data-connection'
import { type HttpContext, type Identity, SourceProblem } from '../define'
import { readShape } from '../http/shape'
import { unless } from '../http/unless'
import { AirtableField, isComputed, MODIFIED, toStreamFields } from './fields'
import { budgetsOf } from './read'

const SCOPES = ['data.records:read', 'schema.bases:read']
const User = z.object({ id: z.string(), email: z.string().nullish(), scopes: z.array(z.string()).nullish() })

/** Scopes are told of sign-ins alone, not of personal access tokens. */
export async function checkUser(context: HttpContext): Promise<Identity> {
  const { id, email, scopes } = readShape(User, await context.request({ path: '/v0/meta/whoami' }))
  const missing = SCOPES.filter((scope) => scopes && !scopes.includes(scope))
  if (missing.length > 0) throw lacking(missing)
  await listBases(context)
  return { identity: email || id, externalId: id, testMode: false }
}

const lacking = (scopes: readonly string[]) =>
  new SourceProblem({ kind: 'config', message: `The token lacks the scope ${scopes.join(' and ')}` })

const Base = z.object({ id: z.string(), name: z.string(), permissionLevel: z.string() })
type Base = z.infer<typeof Base>
const Bases = z.object({ bases: z.array(Base), offset: z.string().optional() })

async function listBases(context: HttpContext): Promise<Base[]> {
  const found: Base[] = []
  const seen = new Set<string>()
  for (let query = {}; ; ) {
    const answer = await unlessHidden(context.request({ path: '/v0/meta/bases', query }))
    if (!answer) throw lacking(['schema.bases:read'])
    const { bases, offset } = readShape(Bases, answer)
    found.push(...bases)
    if (offset === undefined) return found.filter(({ permissionLevel }) => permissionLevel !== 'none')
    if (seen.has(offset))
      throw new SourceProblem({ kind: 'fatal', message: 'Airtable gives the same bases again and again' })
    seen.add(offset)
    query = { offset }
  }
}

/** Null for what the token may not see. */
const unlessHidden = <T>(asked: Promise<T>) => unless(asked, 'schema-changed', 'stream-unavailable')

const Table = z.object({ id: z.string(), name: z.string(), fields: z.array(AirtableField) })
const Tables = z.object({ tables: z.array(Table) })

/** Every table of every base. */
export async function discoverTables(context: HttpContext): Promise<DiscoveredStream[]> {
  const streams: DiscoveredStream[] = []
  for (const base of await listBases(context)) {
    const answer = await unlessHidden(
      context.request({ path: `/v0/meta/bases/${base.id}/tables`, budgets: budgetsOf(base.id) }),
    )
    if (answer) streams.push(...readShape(Tables, answer).tables.map((table) => toStream(base, table)))
  }
  return streams
}

function toStream(base: Base, { id, name, fields: described }: z.infer<typeof Table>): DiscoveredStream {
  const fields = toStreamFields(described)
  return {
    ...{ name: `${base.id}/${id}`, label: name, group: base.name, fields, estimatedRows: null },
    ...{ cursorField: MODIFIED, cursorChoices: [], deletes: 'sweep', filters: 'local' },
    note: fields.some(isComputed) ? `${COMPUTED} ${CALLS}` : CALLS,
  }
}

const COMPUTED =
  'Formulas, lookups, rollups and counts change without their record being modified, so all records are read again once a day.'
/** https://airtable.com/developers/web/api/rate-limits: how many records a table has is not told, so neither is their number. */
const CALLS =
  'Airtable allows 1,000 calls a month on the Free plan and 100,000 on Team: each sync takes one or more, comparing keys once a day one for each 100 records.'
