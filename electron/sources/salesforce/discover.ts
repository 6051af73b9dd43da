import { z } from 'zod'
import type { DiscoveredStream } from '../../../shared/domain/data-connection'
import type { HttpContext, Identity } from '../define'
import { readShape } from '../http/shape'
import { unless } from '../http/unless'
import type { SalesforceApi } from './api'
import { cursorsOf, DescribedField, ID, seesChanges, toStreamFields } from './fields'

const User = z.object({ organization_id: z.string(), preferred_username: z.string().optional() })
const Org = z.object({ Name: z.string().nullish(), IsSandbox: z.boolean().nullish() })

/** An account is known by its org; the query makes sure that the API may be used. */
export async function checkOrg(context: HttpContext, api: SalesforceApi): Promise<Identity> {
  const user = readShape(User, await context.request({ path: '/services/oauth2/userinfo' }))
  const { records } = await api.query({ soql: 'SELECT Name, IsSandbox FROM Organization LIMIT 1', limit: 1 })
  const org = Org.safeParse(records[0]).data
  return {
    identity: [user.preferred_username, org?.Name].filter(Boolean).join(', ') || user.organization_id,
    externalId: user.organization_id,
    testMode: org?.IsSandbox === true,
  }
}

const SObject = z.object({
  name: z.string(),
  label: z.string(),
  queryable: z.boolean(),
  deprecatedAndHidden: z.boolean().optional(),
  customSetting: z.boolean().optional(),
})
const SObjects = z.object({ sobjects: z.array(SObject) })
type SObject = z.infer<typeof SObject>
const Description = z.object({ fields: z.array(DescribedField) })

/** Who may see a record, what was posted about it and events: shadows of other objects that are hardly ever wanted as tables. */
const SHADOW = /(?:Share|Feed|ChangeEvent|__Tag|__e)$/
/** Each object takes a request of its own. */
const AT_ONCE = 6

/** Every object that may be queried and described. */
export async function discoverObjects(api: SalesforceApi): Promise<DiscoveredStream[]> {
  const { sobjects } = readShape(SObjects, await api.get('/sobjects'))
  const wanted = sobjects.filter(
    ({ name, queryable, deprecatedAndHidden }) => queryable && !deprecatedAndHidden && !SHADOW.test(name),
  )
  const counts = await countsOf(api)
  const streams: (DiscoveredStream | null)[] = []
  for (let at = 0; at < wanted.length; at += AT_ONCE) {
    const some = wanted.slice(at, at + AT_ONCE)
    streams.push(...(await Promise.all(some.map((object) => describe(api, object, counts.get(object.name) ?? null)))))
  }
  return streams.filter((stream) => stream !== null)
}

async function describe(api: SalesforceApi, { name, label }: SObject, rows: number | null) {
  const answer = await unless(api.get(`/sobjects/${name}/describe`), 'stream-unavailable')
  if (!answer) return null
  const { fields } = readShape(Description, answer)
  return fields.some((field) => field.name === ID) ? toStream(name, label, fields, rows) : null
}

const Counts = z.object({ sObjects: z.array(z.object({ name: z.string(), count: z.number().int() })) })

/** About how many records each object has; nothing for a user who may not see the setup. */
async function countsOf(api: SalesforceApi): Promise<Map<string, number>> {
  const answer = await unless(api.get('/limits/recordCount'), 'stream-unavailable')
  return new Map(answer ? readShape(Counts, answer).sObjects.map(({ name, count }) => [name, count]) : [])
}

function toStream(
  name: string,
  label: string,
  fields: readonly DescribedField[],
  estimatedRows: number | null,
): DiscoveredStream {
  const [cursor = null, ...others] = cursorsOf(fields)
  const canTell = seesChanges(cursor) && fields.some((field) => field.name === 'IsDeleted')
  return {
    name,
    label,
    group: null,
    fields: toStreamFields(fields),
    estimatedRows,
    cursorField: cursor,
    cursorChoices: others,
    deletes: cursor === null ? 'full-read' : canTell ? 'told' : 'sweep',
    filters: 'source',
    note: noteOf(cursor, fields),
  }
}

function noteOf(cursor: string | null, fields: readonly DescribedField[]): string | null {
  if (cursor === null) return 'Salesforce does not say when its records change, so all are read each time.'
  if (!seesChanges(cursor)) return 'Only new records are seen in between; changed ones when all are read again.'
  const formulas = fields.filter(({ calculated }) => calculated).length
  return formulas > 0
    ? 'Formulas change without their record being modified, so all records are read again once a day.'
    : null
}
