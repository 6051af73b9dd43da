import { checkUser, discoverTables } from '../airtable/discover'
import { airtableVerdict } from '../airtable/failures'
import { isComputed } from '../airtable/fields'
import { budgetsOf, readGone, readTable } from '../airtable/read'
import { type AuthMethod, defineSource } from '../define'
import { keysOnly } from '../http/pages'

const DAY_MS = 24 * 60 * 60 * 1000

const AUTH: AuthMethod[] = [
  {
    id: 'token',
    label: 'Personal access token',
    fields: [
      {
        key: 'accessToken',
        label: 'Personal access token',
        kind: 'secret',
        required: true,
        placeholder: 'pat…',
        hint: 'From airtable.com/create/tokens, with the scopes data.records:read and schema.bases:read and access to the bases to sync.',
      },
    ],
  },
  {
    id: 'oauth',
    label: 'Sign in with Airtable',
    fields: [
      {
        key: 'clientId',
        label: 'Client ID',
        kind: 'text',
        required: true,
        hint: 'Of an OAuth integration from airtable.com/create/oauth, with the scopes data.records:read and schema.bases:read.',
      },
      {
        key: 'clientSecret',
        label: 'Client secret',
        kind: 'secret',
        required: false,
        hint: 'Left empty for an integration that has none.',
      },
    ],
    // https://airtable.com/developers/web/api/oauth-reference
    oauth: {
      server: () => ({
        authorizationUrl: 'https://airtable.com/oauth2/v1/authorize',
        tokenUrl: 'https://airtable.com/oauth2/v1/token',
        revocationUrl: null,
      }),
      scopes: ['data.records:read', 'schema.bases:read'],
      pkce: 'S256',
      authMethod: 'client_secret_basic',
      authorizationParameters: {},
      redirect: 'registered',
    },
  },
]

/** https://airtable.com/developers/web/api */
export default defineSource({
  id: 'airtable',
  name: 'Airtable',
  description: 'Tables of Airtable bases.',
  version: 2,
  fields: [],
  auth: AUTH,
  timing: ({ fields }) => ({
    granularityMs: 1000,
    // What is typed is saved little by little.
    lagMs: 10_000,
    lookbackMs: 60 * 60 * 1000,
    retentionMs: null,
    sweepEveryMs: DAY_MS,
    recomputeEveryMs: fields.some(isComputed) ? DAY_MS : null,
  }),
  show: null,
  kind: 'http',
  http: {
    baseUrl: () => 'https://api.airtable.com',
    origins: () => [],
    headers: {},
    sign: ({ secrets }, token) => ({ authorization: `Bearer ${token ?? (secrets.accessToken ?? '').trim()}` }),
    budgets: [
      { name: 'default', requests: 50, perMs: 1000 },
      { name: 'base', requests: 5, perMs: 1000 },
    ],
    budgetsOf: ({ pathname }) => budgetsOf(/\/(app\w+)/.exec(pathname)?.[1] ?? ''),
    classify: airtableVerdict,
    reader: (context) => ({
      check: () => checkUser(context),
      discover: () => discoverTables(context),
      snapshot: (selection, resume) => readTable(context, selection, resume, null),
      changes: (selection, window, resume) => readTable(context, selection, resume, window),
      keys: (selection, resume) => readTable(context, keysOnly(selection), resume, null),
      confirmGone: (selection, keys) => readGone(context, selection, keys),
      close: async () => undefined,
    }),
  },
})
