import { z } from 'zod'
import { isLoopbackHost } from '../net/address'
import type { Http } from '../net/http'
import { signInContext, toSignInFailure } from './ask'
import { isAllowed, toEndpoint } from './endpoint'
import { isFailure, isSignInFailure, signInFailed } from './failures'
import type { DiscoveredServer } from './types'

const Address = z.string().max(2048)
const Texts = z.array(z.string().max(200)).max(2000)
const Metadata = z.object({
  issuer: Address,
  authorization_endpoint: Address.optional(),
  token_endpoint: Address,
  device_authorization_endpoint: Address.optional(),
  revocation_endpoint: Address.optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
  scopes_supported: Texts.optional(),
  code_challenge_methods_supported: Texts.optional(),
  token_endpoint_auth_methods_supported: Texts.optional(),
})

const RFC_8414 = '/.well-known/oauth-authorization-server'
const OPENID = '/.well-known/openid-configuration'

/**
 * Reads what a server says of itself (RFC 8414, OpenID Connect Discovery 1.0). What it says counts only when it names
 * itself as the issuer that was asked for. Fails with `sign-in-failed`.
 */
export async function discover(http: Http, address: string): Promise<DiscoveredServer> {
  const asked = toEndpoint(address.trim(), 'address of the server')
  asked.search = ''
  const { issuer, documents } = placesOf(asked)
  let failure: unknown = null
  for (const url of documents) {
    try {
      return await read(http, url, issuer)
    } catch (error) {
      if (!isSignInFailure(error, 'malformed', 'mismatch', 'config')) throw error
      failure ??= error
    }
  }
  throw failure
}

/** The issuer without a slash at its end, and where its metadata may be: the path goes after the well-known part, or before it. */
function placesOf({ origin, pathname }: URL): { issuer: string; documents: string[] } {
  const path = pathname.replace(/\/+$/, '')
  for (const known of [RFC_8414, OPENID]) {
    const at = path.indexOf(known)
    if (at < 0) continue
    return { issuer: `${origin}${path.slice(0, at)}${path.slice(at + known.length)}`, documents: [`${origin}${path}`] }
  }
  const documents = [`${origin}${RFC_8414}${path}`, `${origin}${path}${OPENID}`, `${origin}${OPENID}${path}`]
  return { issuer: `${origin}${path}`, documents: [...new Set(documents)] }
}

async function read(http: Http, url: string, issuer: string): Promise<DiscoveredServer> {
  const metadata = Metadata.safeParse(await fetchDocument(http, url))
  const { host } = new URL(url)
  if (!metadata.success)
    throw signInFailed('malformed', `${host} offers no description of its sign-in that can be read`)
  const found = metadata.data
  if (found.issuer.replace(/\/+$/, '') !== issuer)
    throw signInFailed('mismatch', `${host} describes the sign-in of another server than the one that was asked for`)
  const endpoint = (address: string | undefined) => (address === undefined ? null : endpointOf(address, issuer))
  const methods = found.code_challenge_methods_supported ?? []
  return {
    issuer: found.issuer,
    authorizationUrl: endpoint(found.authorization_endpoint),
    tokenUrl: endpointOf(found.token_endpoint, issuer),
    deviceUrl: endpoint(found.device_authorization_endpoint),
    revocationUrl: endpoint(found.revocation_endpoint),
    requiresIss: found.authorization_response_iss_parameter_supported ?? false,
    scopes: found.scopes_supported ?? [],
    supportsS256: methods.includes('S256'),
    // RFC 8414 section 2: what it means when it is left out.
    authMethods: found.token_endpoint_auth_methods_supported ?? ['client_secret_basic'],
  }
}

async function fetchDocument(http: Http, url: string): Promise<unknown> {
  const { origin, host } = new URL(url)
  const request = { method: 'GET', url, headers: [['Accept', 'application/json']] as const, body: null }
  const limits = { timeoutMs: 15_000, maxBytes: 512 * 1024 }
  try {
    const response = await http.send(request, {
      origins: [origin],
      credential: null,
      context: signInContext(host),
      ...limits,
    })
    return response.status === 200 ? response.json() : null
  } catch (error) {
    if (
      isFailure(error, 'request-failed') &&
      error.error.code === 'request-failed' &&
      error.error.reason === 'malformed'
    )
      return null
    throw toSignInFailure(error)
  }
}

/** Only a server on this computer may send people to an address on this computer. */
function endpointOf(address: string, issuer: string): string {
  const url = URL.canParse(address) ? new URL(address) : null
  const stays = url !== null && (!isLoopbackHost(url.hostname) || isLoopbackHost(new URL(issuer).hostname))
  if (!url || !stays || !isAllowed(url) || url.username || url.password)
    throw signInFailed('config', `${new URL(issuer).host} names an address for its sign-in that is not https`)
  return url.href
}
