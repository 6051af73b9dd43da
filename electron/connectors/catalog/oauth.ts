import type { ConfigField } from '../../../shared/domain/common'
import {
  AUTHORIZATION,
  bearer,
  defineConnectorType,
  headerLines,
  type OAuthSettings,
  parameterLines,
  targetFields,
  type Values,
} from '../define'

const BROWSER = { key: 'grant', oneOf: ['authorization-code'] }

const SERVER: ConfigField[] = [
  {
    key: 'grant',
    label: 'Signs in',
    kind: 'select',
    required: true,
    initial: 'authorization-code',
    options: [
      { value: 'authorization-code', label: 'In the browser' },
      { value: 'device-code', label: 'With a code on another page' },
      { value: 'client-credentials', label: 'As the client itself' },
    ],
  },
  { key: 'clientId', label: 'Client ID', kind: 'text', required: true },
  {
    key: 'clientSecret',
    label: 'Client secret',
    kind: 'secret',
    required: false,
    hint: 'Leave it empty for a public client.',
  },
  { key: 'scopes', label: 'Scopes', kind: 'text', required: false, hint: 'Separated by spaces.' },
  {
    key: 'authorizationUrl',
    label: 'Authorization URL',
    kind: 'text',
    required: true,
    placeholder: 'https://login.example.com/authorize',
    when: BROWSER,
  },
  {
    key: 'deviceUrl',
    label: 'Device authorization URL',
    kind: 'text',
    required: true,
    when: { key: 'grant', oneOf: ['device-code'] },
  },
  {
    key: 'tokenUrl',
    label: 'Token URL',
    kind: 'text',
    required: true,
    placeholder: 'https://login.example.com/token',
  },
  {
    key: 'redirect',
    label: 'Comes back by',
    kind: 'select',
    required: true,
    initial: 'loopback',
    options: [
      { value: 'loopback', label: 'An address of this computer' },
      { value: 'deep-link', label: 'A patchbay:// link' },
      { value: 'fixed', label: 'A page of your own' },
    ],
    when: BROWSER,
  },
]

const DETAILS: ConfigField[] = [
  {
    key: 'port',
    label: 'Port',
    kind: 'number',
    required: false,
    advanced: true,
    hint: 'For services that want the exact address. Any free port when empty.',
    when: { key: 'redirect', oneOf: ['loopback'] },
  },
  {
    key: 'redirectUrl',
    label: 'Address of your page',
    kind: 'text',
    required: true,
    hint: 'An https page of yours. Paste the address it ends on to finish.',
    when: { key: 'redirect', oneOf: ['fixed'] },
  },
  {
    key: 'pkce',
    label: 'PKCE',
    kind: 'select',
    required: true,
    initial: 'S256',
    advanced: true,
    options: [
      { value: 'S256', label: 'S256' },
      { value: 'none', label: 'Off, for services that refuse it' },
    ],
    when: BROWSER,
  },
  {
    key: 'authMethod',
    label: 'Client authentication',
    kind: 'select',
    required: true,
    initial: 'auto',
    advanced: true,
    options: [
      { value: 'auto', label: 'In the body when there is a secret' },
      { value: 'client_secret_post', label: 'Secret in the body' },
      { value: 'client_secret_basic', label: 'Secret in a Basic header' },
      { value: 'none', label: 'None' },
    ],
  },
  {
    key: 'tokenBody',
    label: 'Token request',
    kind: 'select',
    required: true,
    initial: 'form',
    advanced: true,
    options: [
      { value: 'form', label: 'Form' },
      { value: 'json', label: 'JSON' },
    ],
  },
  {
    key: 'parameters',
    label: 'Further authorization parameters',
    kind: 'lines',
    required: false,
    advanced: true,
    placeholder: 'access_type=offline',
    hint: 'One a line.',
    when: BROWSER,
  },
  { key: 'audience', label: 'Audience', kind: 'text', required: false, advanced: true },
  { key: 'resource', label: 'Resource', kind: 'text', required: false, advanced: true },
  {
    key: 'issuer',
    label: 'Issuer',
    kind: 'text',
    required: false,
    advanced: true,
    hint: 'An answer that names another issuer is refused.',
  },
  {
    key: 'requiresIss',
    label: 'Answers name their issuer',
    kind: 'select',
    required: true,
    initial: 'no',
    advanced: true,
    options: [
      { value: 'no', label: 'Perhaps' },
      { value: 'yes', label: 'Always; refuse those that do not' },
    ],
    when: BROWSER,
  },
  { key: 'revocationUrl', label: 'Revocation URL', kind: 'text', required: false, advanced: true },
]

const optional = (text: string | undefined): string | null => (text ? text : null)

const GRANTS: Record<string, OAuthSettings['grant']> = {
  'device-code': 'device-code',
  'client-credentials': 'client-credentials',
}

function authMethodOf({ authMethod }: Values): OAuthSettings['authMethod'] {
  if (authMethod === 'client_secret_basic' || authMethod === 'none') return authMethod
  return 'client_secret_post'
}

function redirectOf({ redirect, redirectUrl = '', port = '' }: Values): OAuthSettings['redirect'] {
  if (redirect === 'deep-link') return { kind: 'deep-link' }
  return redirect === 'fixed' ? { kind: 'fixed', url: redirectUrl } : { kind: 'loopback', port: Number(port) || 0 }
}

export default defineConnectorType({
  id: 'oauth',
  name: 'OAuth 2.0',
  description: 'You sign in at the service; tokens are renewed by themselves.',
  hint: 'Register a client at the service with the redirect URI below, fill in what it gives you, then sign in.',
  position: 2,
  fields: [...SERVER, ...targetFields(), ...DETAILS],
  baseUrl: ({ baseUrl = '' }) => baseUrl,
  headers: ({ headers }) => headerLines(headers),
  oauth: (values) => ({
    grant: GRANTS[values.grant ?? ''] ?? 'authorization-code',
    clientId: values.clientId ?? '',
    authMethod: authMethodOf(values),
    issuer: optional(values.issuer),
    requiresIss: values.requiresIss === 'yes',
    authorizationUrl: optional(values.authorizationUrl),
    tokenUrl: values.tokenUrl ?? '',
    deviceUrl: optional(values.deviceUrl),
    revocationUrl: optional(values.revocationUrl),
    scopes: (values.scopes ?? '').split(/\s+/).filter((scope) => scope !== ''),
    pkce: values.pkce === 'none' ? 'none' : 'S256',
    authorizationParameters: Object.fromEntries(parameterLines(values.parameters)),
    audience: optional(values.audience),
    resource: optional(values.resource),
    tokenBody: values.tokenBody === 'json' ? 'json' : 'form',
    redirect: redirectOf(values),
  }),
  sign: (_values, _secrets, token) => bearer(token ?? ''),
  signatureNames: () => AUTHORIZATION,
  identify: null,
})
