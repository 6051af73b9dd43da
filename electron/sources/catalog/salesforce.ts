import { type AuthMethod, defineSource, type Selection } from '../define'
import { createApi } from '../salesforce/api'
import { checkOrg, discoverObjects } from '../salesforce/discover'
import { salesforceVerdict } from '../salesforce/failures'
import { isFormula } from '../salesforce/fields'
import { instanceUrl } from '../salesforce/host'
import { notThere, readChanges, readObject } from '../salesforce/read'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_web_server_flow.htm */
const signIn = (id: string, label: string, host: string): AuthMethod => ({
  id,
  label,
  fields: [
    {
      key: 'clientId',
      label: 'Consumer key',
      kind: 'text',
      required: true,
      hint: 'Of an external client app in Salesforce with the scopes “Manage user data via APIs” and “Perform requests at any time”.',
    },
    { key: 'clientSecret', label: 'Consumer secret', kind: 'secret', required: true },
  ],
  oauth: {
    authorizationUrl: `https://${host}/services/oauth2/authorize`,
    tokenUrl: `https://${host}/services/oauth2/token`,
    revocationUrl: `https://${host}/services/oauth2/revoke`,
    scopes: ['api', 'refresh_token'],
    pkce: 'S256',
    authMethod: 'client_secret_post',
    authorizationParameters: {},
    // A callback has to be registered with its port, and the port of a loopback listener is another each time.
    redirect: 'deep-link',
  },
})

const keysOnly = (selection: Selection): Selection => ({
  ...selection,
  fields: selection.fields.filter(({ primaryKey }) => primaryKey),
})

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/ */
export default defineSource({
  id: 'salesforce',
  name: 'Salesforce',
  description: 'Standard and custom objects of a Salesforce org, with what was deleted.',
  version: 1,
  fields: [
    {
      key: 'instanceUrl',
      label: 'Address of the org',
      kind: 'text',
      required: true,
      placeholder: 'acme.my.salesforce.com',
      hint: 'Under “My Domain” in the setup, or copied from any page of Salesforce.',
    },
    {
      key: 'share',
      label: 'Share of the daily requests',
      kind: 'number',
      required: false,
      initial: '80',
      advanced: true,
      hint: 'In percent. Beyond it syncs wait, so that other programs can go on.',
    },
  ],
  auth: [
    signIn('production', 'Sign in', 'login.salesforce.com'),
    signIn('sandbox', 'Sign in to a sandbox', 'test.salesforce.com'),
    {
      id: 'token',
      label: 'Access token',
      fields: [
        {
          key: 'accessToken',
          label: 'Access token',
          kind: 'secret',
          required: true,
          hint: 'Lasts as long as its session, two hours in most orgs: to try things out.',
        },
      ],
    },
  ],
  timing: ({ deletes, fields }) => ({
    granularityMs: 1000,
    lagMs: 5 * MINUTE_MS,
    lookbackMs: 10 * MINUTE_MS,
    retentionMs: null,
    // The recycle bin forgets after 15 days, and at once what is deleted for good.
    sweepEveryMs: deletes === 'full-read' ? null : deletes === 'told' ? 7 * DAY_MS : DAY_MS,
    recomputeEveryMs: fields.some(isFormula) ? DAY_MS : null,
  }),
  show: null,
  kind: 'http',
  http: {
    baseUrl: instanceUrl,
    origins: () => [],
    headers: { 'sforce-query-options': 'batchSize=2000' },
    sign: ({ secrets }, token) => ({ authorization: `Bearer ${token ?? secrets.accessToken ?? ''}` }),
    // No limit by the minute is told; this keeps a first read from using up the day's requests within minutes.
    budgets: [{ name: 'default', requests: 300, perMs: MINUTE_MS }],
    classify: (answer) => salesforceVerdict(answer, new Date()),
    reader: (context) => {
      const api = createApi(context)
      return {
        check: () => checkOrg(context, api),
        discover: () => discoverObjects(api),
        snapshot: (selection, resume) => readObject(api, selection, resume),
        changes: (selection, window, resume) => readChanges(api, selection, window, resume),
        keys: (selection, resume) => readObject(api, keysOnly(selection), resume),
        confirmGone: (selection, keys) => notThere(api, selection, keys),
        close: async () => undefined,
      }
    },
  },
})
