import type { DiscoveredStream } from '../../../shared/domain/data-connection'
import { type HttpContext, type Identity, SourceProblem } from '../define'
import { inside } from '../http/inside'
import { whyUnavailable } from '../http/refusals'
import { inParallel } from './current'
import { namesTestKey } from './failures'
import { type StripeStream, streams } from './streams'

const NO_EVENTS = 'The key may not read events, so everything is read each time.'

/**
 * A restricted key may be refused the account, and is told its name in the refusal. Live and test data have one account and
 * nothing else in common, so they count as two. https://stripe.com/docs/api/accounts/retrieve
 */
export async function checkAccount({ request }: HttpContext): Promise<Identity> {
  const account = await request({ path: '/v1/account', accept: [403] })
  const balance = await request({ path: '/v1/balance', accept: [403] })
  const body = account.json()
  const id = account.status === 200 ? inside(body, 'id') : account.text.match(/\bacct_\w+/)?.[0]
  if (typeof id !== 'string' || id === '')
    throw new SourceProblem({ kind: 'config', message: 'The key may not read the account that it belongs to' })
  const names = [
    inside(body, 'settings', 'dashboard', 'display_name'),
    inside(body, 'business_profile', 'name'),
    inside(body, 'email'),
  ]
  const name = names.find((each) => typeof each === 'string' && each !== '')
  const testMode =
    balance.status === 200 ? inside(balance.json(), 'livemode') === false : [account, balance].some(namesTestKey)
  const identity = name === undefined ? id : `${String(name)}, ${id}`
  return { identity, externalId: testMode ? `${id} test` : id, testMode }
}

/** The whole catalogue: what the key may not read is there and says why. */
export async function discoverStreams({ request }: HttpContext): Promise<DiscoveredStream[]> {
  const lists = [...new Set(['/v1/events', ...streams.map(({ listed }) => listed.path)])]
  const whys = await inParallel(lists, (path) => whyUnavailable(request({ path, query: { limit: '1' } })))
  const whyNot = new Map(lists.map((path, index) => [path, whys[index] ?? null]))
  return streams.map((stream) =>
    toDiscovered(stream, whyNot.get(stream.listed.path) ?? null, !whyNot.get('/v1/events')),
  )
}

function toDiscovered(stream: StripeStream, whyNot: string | null, hasEvents: boolean): DiscoveredStream {
  const { name, label, fields, object, cursorField, isReadDaily, tellsDeletes, note } = stream
  const isIncremental = hasEvents || object.events.length === 0
  const deletes = tellsDeletes ? 'told' : isReadDaily ? 'full-read' : 'sweep'
  return {
    ...{ name, label, group: null, fields, estimatedRows: null, cursorChoices: [], filters: 'local' },
    cursorField: isIncremental ? cursorField : null,
    deletes: isIncremental ? deletes : 'full-read',
    note: whyNot ?? (isIncremental ? note : NO_EVENTS),
  }
}
