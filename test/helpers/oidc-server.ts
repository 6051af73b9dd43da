import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ClientMetadata, Provider as OidcProvider } from 'oidc-provider'

type TokenRequest = { grantType: string; status: number }

export type OidcServer = {
  issuer: string
  /** Requests to the token endpoint with their outcome, in order. */
  tokenRequests: TokenRequest[]
  /** Paths asked for at `/resource…` with their status. */
  resourceRequests: { path: string; status: number }[]
  /** `refusals`: how many requests the resource answers with 401, whatever their token. `denies`: the person says no. */
  hooks: { refusals: number; denies: boolean }
  /** Goes where a browser would go, signs in and agrees on the way, and stops at the first address that is not the server's. */
  browse: (url: string) => Promise<string>
  /** Enters a device code as a person would. */
  enterUserCode: (url: string) => Promise<void>
  close: () => Promise<void>
}

type Options = {
  /** Any free one when left out. */
  port?: number
  /** Seconds. */
  accessTokenLife?: number
  /** Scopes that the person does not agree to. */
  withheld?: readonly string[]
}

export const OIDC_SECRET = 'oidc-client-secret-4b1f'

const CLIENTS: ClientMetadata[] = [
  {
    client_id: 'desktop',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    redirect_uris: ['http://127.0.0.1/callback', 'patchbay://oauth/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
  },
  {
    client_id: 'machine',
    client_secret: OIDC_SECRET,
    token_endpoint_auth_method: 'client_secret_basic',
    redirect_uris: [],
    response_types: [],
    grant_types: ['client_credentials'],
  },
  {
    client_id: 'television',
    token_endpoint_auth_method: 'none',
    redirect_uris: [],
    response_types: [],
    grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
  },
]

/**
 * A real authorization server on loopback: oidc-provider with PKCE, rotating refresh tokens, reuse detection, revocation,
 * device flow and client credentials; and a resource that takes its tokens.
 */
export async function startOidc({
  port = 0,
  accessTokenLife = 3600,
  withheld = [],
}: Options = {}): Promise<OidcServer> {
  const Provider = await quietly(async () => (await import('oidc-provider')).default)
  const http = createServer()
  await new Promise<void>((done) => http.listen(port, '127.0.0.1', done))
  const issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const hooks: OidcServer['hooks'] = { refusals: 0, denies: false }
  const tokenRequests: TokenRequest[] = []
  const resourceRequests: OidcServer['resourceRequests'] = []
  const provider = await quietly(async () => new Provider(issuer, configuration(accessTokenLife)))
  provider.use(async (context, next) => {
    await next()
    if (context.path !== '/token') return
    const grantType = String(context.oidc?.params?.grant_type ?? '')
    tokenRequests.push({ grantType, status: context.status })
  })
  const answer = provider.callback()
  http.on('request', async (request, response) => {
    const path = request.url ?? '/'
    if (path.startsWith('/interaction/')) return interact(provider, { request, response, withheld, hooks })
    if (!path.startsWith('/resource')) return answer(request, response)
    const token = await provider.AccessToken.find(bearerOf(request))
    const machine = token ?? (await provider.ClientCredentials.find(bearerOf(request)))
    const status = machine?.isValid && hooks.refusals === 0 ? 200 : 401
    hooks.refusals = Math.max(0, hooks.refusals - 1)
    resourceRequests.push({ path, status })
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ status, path }))
  })
  return {
    ...{ issuer, tokenRequests, resourceRequests, hooks },
    browse: (url) => browse(issuer, url),
    async enterUserCode(url) {
      await browse(issuer, url, { confirm: 'yes' })
    },
    close: () =>
      new Promise((done) => {
        http.closeAllConnections()
        http.close(() => done())
      }),
  }
}

function configuration(accessTokenLife: number): ConstructorParameters<typeof OidcProvider>[1] {
  const hour = 3600
  return {
    clients: CLIENTS,
    scopes: ['openid', 'offline_access', 'records'],
    cookies: { keys: ['test'] },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: async () => true },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
    },
    issueRefreshToken: async () => true,
    rotateRefreshToken: () => true,
    ttl: {
      ...{ AccessToken: accessTokenLife, ClientCredentials: accessTokenLife, RefreshToken: hour, DeviceCode: 600 },
      ...{ Grant: hour, Session: hour, Interaction: hour, AuthorizationCode: 60, IdToken: hour },
    },
    findAccount: async (_context, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
  }
}

type Interaction = {
  request: IncomingMessage
  response: ServerResponse
  withheld: readonly string[]
  hooks: OidcServer['hooks']
}

/** What the pages of a provider do once the person has filled them in. */
async function interact(provider: OidcProvider, { request, response, withheld, hooks }: Interaction): Promise<void> {
  const { prompt, params, session } = await provider.interactionDetails(request, response)
  if (hooks.denies) {
    const refusal = { error: 'access_denied', error_description: '<img src=x onerror=alert(1)>' }
    return provider.interactionFinished(request, response, refusal)
  }
  if (prompt.name === 'login') return provider.interactionFinished(request, response, { login: { accountId: 'ada' } })
  const grant = new provider.Grant({ accountId: session?.accountId, clientId: String(params.client_id) })
  const asked = String(params.scope ?? '').split(' ')
  grant.addOIDCScope(asked.filter((scope) => !withheld.includes(scope)).join(' '))
  grant.rejectOIDCScope(withheld.join(' '))
  const consent = { grantId: await grant.save() }
  await provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true })
}

const bearerOf = ({ headers }: IncomingMessage): string => (headers.authorization ?? '').replace(/^Bearer /, '')

/** Follows redirects with cookies, and sends the one form that the device flow has. */
async function browse(issuer: string, start: string, form: Record<string, string> = {}): Promise<string> {
  const jar = new Map<string, string>()
  let url = start
  let body: URLSearchParams | null = null
  for (let hop = 0; hop < 20; hop++) {
    if (!url.startsWith(issuer)) return url
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response: Response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie },
      ...(body ? { method: 'POST', body } : {}),
    })
    for (const line of response.headers.getSetCookie()) keep(jar, line)
    const location = response.headers.get('location')
    body = location === null ? formIn(await response.text(), form) : null
    if (location === null && body === null) return url
    url = location === null ? url.replace(/\?.*/, '') : new URL(location, url).href
  }
  throw new Error(`The browser goes round in circles at ${url}`)
}

function keep(jar: Map<string, string>, line: string): void {
  const [pair = ''] = line.split(';')
  const at = pair.indexOf('=')
  const value = pair.slice(at + 1)
  if (value === '') jar.delete(pair.slice(0, at))
  else jar.set(pair.slice(0, at), value)
}

/** The hidden fields of a page's form, with what the person adds. */
function formIn(html: string, added: Record<string, string>): URLSearchParams | null {
  const fields = [...html.matchAll(/<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g)]
  if (fields.length === 0 || Object.keys(added).length === 0) return null
  return new URLSearchParams([
    ...fields.map(([, name = '', value = '']): [string, string] => [name, value]),
    ...Object.entries(added),
  ])
}

/** It warns of everything that a test server may do. */
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { warn, info } = console
  console.warn = console.info = () => undefined
  try {
    return await work()
  } finally {
    Object.assign(console, { warn, info })
  }
}
