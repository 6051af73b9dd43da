import type { JsonValue } from '../../../shared/domain/common'
import { AUTHORIZATION, bearer, defineConnectorType, type Values, valueAt } from '../define'

/** Regional hosting: https://developers.intercom.com/docs/build-an-integration/learn-more/rest-apis */
const REGIONS: Record<string, { api: string; app: string }> = {
  us: { api: 'https://api.intercom.io', app: 'https://app.intercom.com' },
  eu: { api: 'https://api.eu.intercom.io', app: 'https://app.eu.intercom.com' },
  au: { api: 'https://api.au.intercom.io', app: 'https://app.au.intercom.com' },
}
const HOSTS = { api: '', app: '' }

const VERSION = '2.15'
const BY_TOKEN = { key: 'method', oneOf: ['token'] }
const BY_OAUTH = { key: 'method', oneOf: ['oauth'] }

/** A server of one's own instead of a region: for proxies and for tests. */
function hostsOf({ region = 'us', server = '' }: Values): { api: string; app: string } {
  return region === 'own' ? { api: server, app: server } : (REGIONS[region] ?? HOSTS)
}

/** An own server stays one, whatever the region of the workspace behind it. */
function whoAmI(answer: JsonValue, { region: chosen }: Values) {
  const workspace = valueAt(answer, 'app', 'name')
  const admin = valueAt(answer, 'email') ?? valueAt(answer, 'name')
  const region = String(valueAt(answer, 'app', 'region') ?? '').toLowerCase()
  if (typeof workspace !== 'string' && typeof admin !== 'string') return null
  const identity = [workspace, admin].filter((part) => typeof part === 'string').join(' · ')
  return { identity, learned: chosen !== 'own' && region in REGIONS ? { region } : {} }
}

export default defineConnectorType({
  id: 'intercom',
  name: 'Intercom',
  description: 'Conversations, contacts and the rest of the Intercom API.',
  hint: 'Paste the access token of your own Intercom app: Developer Hub, your app, Configure, Authentication.',
  position: 3,
  fields: [
    {
      key: 'method',
      label: 'Connects with',
      kind: 'select',
      required: true,
      initial: 'token',
      options: [
        { value: 'token', label: 'Access token' },
        { value: 'oauth', label: 'Sign-in at Intercom' },
      ],
    },
    {
      key: 'region',
      label: 'Region',
      kind: 'select',
      required: true,
      initial: 'us',
      options: [
        { value: 'us', label: 'United States' },
        { value: 'eu', label: 'Europe' },
        { value: 'au', label: 'Australia' },
        { value: 'own', label: 'Own server' },
      ],
    },
    {
      key: 'server',
      label: 'Address of the server',
      kind: 'text',
      required: true,
      hint: 'A proxy that speaks the Intercom API.',
      when: { key: 'region', oneOf: ['own'] },
    },
    { key: 'token', label: 'Access token', kind: 'secret', required: true, when: BY_TOKEN },
    { key: 'clientId', label: 'Client ID', kind: 'text', required: true, when: BY_OAUTH },
    { key: 'clientSecret', label: 'Client secret', kind: 'secret', required: true, when: BY_OAUTH },
    {
      key: 'redirectUrl',
      label: 'Redirect URL',
      kind: 'text',
      required: true,
      hint: 'An https page that is registered with your Intercom app. Paste the address it ends on to finish.',
      when: BY_OAUTH,
    },
    {
      key: 'version',
      label: 'Intercom-Version',
      kind: 'text',
      required: true,
      initial: VERSION,
      advanced: true,
    },
  ],
  baseUrl: (values) => hostsOf(values).api,
  headers: ({ version = VERSION }) => [
    ['Intercom-Version', version],
    ['Accept', 'application/json'],
  ],
  /** No scopes, no PKCE, no refresh token: permissions are ticked on the app, and tokens do not expire. */
  oauth(values) {
    if (values.method !== 'oauth') return null
    const { api, app } = hostsOf(values)
    return {
      grant: 'authorization-code',
      clientId: values.clientId ?? '',
      authMethod: 'client_secret_post',
      issuer: null,
      requiresIss: false,
      authorizationUrl: `${app}/oauth`,
      tokenUrl: `${api}/auth/eagle/token`,
      deviceUrl: null,
      revocationUrl: null,
      scopes: [],
      pkce: 'none',
      authorizationParameters: {},
      audience: null,
      resource: null,
      tokenBody: 'form',
      redirect: { kind: 'fixed', url: values.redirectUrl ?? '' },
    }
  },
  sign: (_values, { token: own = '' }, token) => bearer(token ?? own),
  signatureNames: () => AUTHORIZATION,
  identify: { path: '/me', read: whoAmI },
})
