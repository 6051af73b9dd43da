import { defineSource, type Selection, SourceProblem } from '../define'
import { keysOnly } from '../http/pages'
import { checkAccount, discoverStreams } from '../stripe/discover'
import { stripeVerdict } from '../stripe/failures'
import { readAll, readChanges, readGone } from '../stripe/read'
import { type StripeStream, streams } from '../stripe/streams'

const DAY_MS = 24 * 60 * 60 * 1000

function streamOf(name: string): StripeStream {
  const found = streams.find((stream) => stream.name === name)
  if (!found) throw new SourceProblem({ kind: 'stream-unavailable', message: `Stripe has no ${name}` })
  return found
}

const of = ({ stream }: Selection) => streamOf(stream.name)

/** https://stripe.com/docs/api?api-version=2022-11-15 */
export default defineSource({
  id: 'stripe',
  name: 'Stripe',
  description: 'Customers, subscriptions, invoices, payments and payouts, with what was deleted.',
  version: 1,
  fields: [
    {
      key: 'account',
      label: 'Connected account',
      kind: 'text',
      required: false,
      placeholder: 'acct_1A2b3C4d5E6f7G8h',
      hint: 'Of a platform: reads this account instead of its own.',
      advanced: true,
    },
  ],
  auth: [
    {
      id: 'key',
      label: 'API key',
      fields: [
        {
          key: 'key',
          label: 'Restricted or secret key',
          kind: 'secret',
          required: true,
          placeholder: 'rk_live_…',
          hint: 'A restricted key that may read events and what is synced is enough.',
        },
      ],
    },
  ],
  timing({ name, deletes }) {
    const { object, isReadDaily } = streamOf(name)
    return {
      granularityMs: 1000,
      lagMs: 60_000,
      // Both ends of a window are whole seconds that belong to it, so the last one is read twice.
      lookbackMs: 0,
      // Events are kept for 30 days.
      retentionMs: object.events.length > 0 ? 29 * DAY_MS : null,
      sweepEveryMs: deletes === 'full-read' || isReadDaily ? null : 7 * DAY_MS,
      recomputeEveryMs: isReadDaily ? DAY_MS : null,
    }
  },
  show: null,
  kind: 'http',
  http: {
    baseUrl: () => 'https://api.stripe.com',
    origins: () => [],
    // Another version has other fields, and the account's own may be changed by anyone at any time.
    headers: { 'stripe-version': '2022-11-15' },
    sign: ({ config, secrets }) => ({
      authorization: `Bearer ${(secrets.key ?? '').trim()}`,
      ...(config.account ? { 'stripe-account': config.account } : {}),
    }),
    // With a key for tests 25 are allowed, with a live one more.
    budgets: [{ name: 'default', requests: 20, perMs: 1000 }],
    classify: stripeVerdict,
    reader: (context) => ({
      check: () => checkAccount(context),
      discover: () => discoverStreams(context),
      snapshot: (selection, resume) => readAll(context, of(selection), selection, resume),
      changes: (selection, window, resume) => readChanges(context, of(selection), selection, window, resume),
      keys: (selection, resume) => readAll(context, of(selection), keysOnly(selection), resume),
      confirmGone: (selection, keys) => readGone(context, of(selection), selection, keys),
      close: async () => undefined,
    }),
  },
})
