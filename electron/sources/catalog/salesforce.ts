import { type AuthMethod, defineSource } from '../define'
import { keysOnly } from '../http/pages'
import { createApi } from '../salesforce/api'
import { checkOrg, discoverObjects } from '../salesforce/discover'
import { salesforceVerdict } from '../salesforce/failures'
import { isFormula } from '../salesforce/fields'
import { instanceUrl, loginUrl, tidySalesforce } from '../salesforce/host'
import { notThere, readChanges, readObject } from '../salesforce/read'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_web_server_flow.htm */
const SIGN_IN: AuthMethod = {
  id: 'oauth',
  label: 'Sign in with Salesforce',
  fields: [
    {
      key: 'login',
      label: 'Signs in at',
      kind: 'select',
      required: true,
      initial: 'production',
      options: [
        { value: 'production', label: 'login.salesforce.com' },
        { value: 'sandbox', label: 'test.salesforce.com, for a sandbox' },
        { value: 'my-domain', label: 'The domain of the org' },
      ],
    },
    {
      key: 'myDomain',
      label: 'Domain of the org',
      kind: 'text',
      required: true,
      placeholder: 'acme.my.salesforce.com',
      hint: 'Under “My Domain” in the setup, or copied from any page of Salesforce.',
      when: { key: 'login', oneOf: ['my-domain'] },
    },
    {
      key: 'clientId',
      label: 'Consumer key',
      kind: 'text',
      required: true,
      hint: 'Of an external client app in Salesforce with the scopes “Manage user data via APIs” and “Perform requests at any time”.',
    },
    {
      key: 'clientSecret',
      label: 'Consumer secret',
      kind: 'secret',
      required: false,
      hint: 'Left empty for an app that requires none.',
    },
  ],
  oauth: {
    server(config) {
      const services = `${loginUrl(config)}/services/oauth2`
      return {
        authorizationUrl: `${services}/authorize`,
        tokenUrl: `${services}/token`,
        revocationUrl: `${services}/revoke`,
      }
    },
    scopes: ['api', 'refresh_token'],
    pkce: 'S256',
    authMethod: 'client_secret_post',
    authorizationParameters: {},
    redirect: 'registered',
    // People sign in at another host than the one that has the API.
    instanceKey: 'instanceUrl',
  },
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/ */
export default defineSource({
  id: 'salesforce',
  name: 'Salesforce',
  description: 'Standard and custom objects of a Salesforce org, with what was deleted.',
  version: 1,
  fields: [
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
    SIGN_IN,
    {
      id: 'token',
      label: 'Access token',
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
    // The recycle bin forgets after 15 days, and at once what is deleted for good: a cursor that old is past its comparison too.
    sweepEveryMs: deletes === 'full-read' ? null : deletes === 'told' ? 7 * DAY_MS : DAY_MS,
    recomputeEveryMs: fields.some(isFormula) ? DAY_MS : null,
  }),
  tidy: tidySalesforce,
  show: null,
  kind: 'http',
  http: {
    baseUrl: instanceUrl,
    origins: () => [],
    headers: { 'sforce-query-options': 'batchSize=2000' },
    sign: ({ secrets }, token) => ({ authorization: `Bearer ${token ?? secrets.accessToken ?? ''}` }),
    // No limit by the minute is told; this keeps a first read from using up the day's requests within minutes.
    budgets: [{ name: 'default', requests: 300, perMs: MINUTE_MS }],
    classify: salesforceVerdict,
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
