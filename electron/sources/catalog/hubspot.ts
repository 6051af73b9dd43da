import { type AuthMethod, defineSource, type HttpContext, type Selection } from '../define'
import { keysOnly } from '../http/pages'
import { checkAccount, discoverStreams } from '../hubspot/discover'
import { hubspotVerdict } from '../hubspot/failures'
import { isComputed } from '../hubspot/fields'
import { OWNERS, readOwners } from '../hubspot/owners'
import { readAll, readChanges, readGone } from '../hubspot/read'
import { SEARCH } from '../hubspot/records'

const DAY_MS = 24 * 60 * 60 * 1000
const SCOPES = ['oauth', 'crm.objects.contacts.read', 'crm.objects.companies.read', 'crm.objects.deals.read']
/** Not every plan has all of them: HubSpot leaves out those that an account cannot give. */
const OPTIONAL_SCOPES = [
  ...['crm.objects.owners.read', 'crm.objects.line_items.read', 'crm.objects.products.read', 'crm.objects.quotes.read'],
  ...['crm.objects.custom.read', 'crm.schemas.custom.read', 'crm.schemas.contacts.read', 'crm.schemas.companies.read'],
  ...['crm.schemas.deals.read', 'tickets', 'e-commerce'],
]

const AUTH: AuthMethod[] = [
  {
    id: 'token',
    label: 'Private app',
    fields: [
      {
        key: 'accessToken',
        label: 'Access token',
        kind: 'secret',
        required: true,
        placeholder: 'pat-na1-…',
        hint: 'Of a private app in the settings of HubSpot, with the “read” scopes of the objects to sync, such as crm.objects.contacts.read.',
      },
    ],
  },
  {
    id: 'oauth',
    label: 'Sign in with HubSpot',
    fields: [
      {
        key: 'clientId',
        label: 'Client ID',
        kind: 'text',
        required: true,
        hint: `Of an app in a developer account of HubSpot that requires the scopes ${SCOPES.join(', ')}.`,
      },
      { key: 'clientSecret', label: 'Client secret', kind: 'secret', required: true },
    ],
    // https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/oauth/working-with-oauth
    oauth: {
      server: () => ({
        authorizationUrl: 'https://app.hubspot.com/oauth/authorize',
        tokenUrl: 'https://api.hubapi.com/oauth/v1/token',
        revocationUrl: null,
      }),
      scopes: SCOPES,
      pkce: 'none',
      authMethod: 'client_secret_post',
      authorizationParameters: { optional_scope: OPTIONAL_SCOPES.join(' ') },
      redirect: 'registered',
    },
  },
]

const all = (context: HttpContext, selection: Selection, resume: Parameters<typeof readAll>[2]) =>
  selection.stream.name === OWNERS.name ? readOwners(context, selection, resume) : readAll(context, selection, resume)

/** https://developers.hubspot.com/docs/api-reference/crm-objects-v3/guide */
export default defineSource({
  id: 'hubspot',
  name: 'HubSpot',
  description: 'Contacts, companies, deals, tickets and custom objects, with their associations and what was deleted.',
  version: 1,
  fields: [],
  auth: AUTH,
  timing: ({ cursorField, fields }) => ({
    granularityMs: 1,
    lagMs: 5000,
    // The search is built from the records and follows them late.
    lookbackMs: 60 * 60 * 1000,
    // The recycle bin forgets after 90 days.
    retentionMs: 89 * DAY_MS,
    // What was deleted for good for privacy's sake was never in the recycle bin.
    sweepEveryMs: cursorField === null ? null : 7 * DAY_MS,
    recomputeEveryMs: cursorField !== null && fields.some(isComputed) ? DAY_MS : null,
  }),
  show: null,
  kind: 'http',
  http: {
    baseUrl: () => 'https://api.hubapi.com',
    origins: () => [],
    headers: {},
    sign: ({ secrets }, token) => ({ authorization: `Bearer ${token ?? (secrets.accessToken ?? '').trim()}` }),
    // https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines: 100 in ten seconds for the smallest plans
    budgets: [
      { name: 'default', requests: 10, perMs: 1000 },
      { name: 'search', requests: 4, perMs: 1000 },
    ],
    budgetsOf: (url) => (url.pathname.endsWith('/search') ? SEARCH : ['default']),
    classify: hubspotVerdict,
    reader: (context) => ({
      check: () => checkAccount(context),
      discover: () => discoverStreams(context),
      snapshot: (selection, resume) => all(context, selection, resume),
      changes: (selection, window, resume) => readChanges(context, selection, window, resume),
      keys: (selection, resume) => all(context, keysOnly(selection), resume),
      confirmGone: (selection, keys) => readGone(context, selection, keys),
      close: async () => undefined,
    }),
  },
})
