import { z } from 'zod'
import { Json, type JsonValue } from '../../shared/domain/common'
import { AppFailure } from '../../shared/errors'
import { checkRequest, type HttpRequest } from '../net/http-request'
import type { ConnectorType, Values } from './define'
import { originsOf } from './settings'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** What an agent asks for: everything but the credential. */
export const ApiCall = z.strictObject({
  method: z.enum(METHODS),
  path: z.string().min(1).max(8192).describe('Starts with /; or a complete https URL on an allowed host'),
  query: z.record(z.string().max(200), z.union([z.string(), z.number(), z.boolean()])).optional(),
  headers: z.record(z.string().max(100), z.string().max(4000)).optional(),
  body: Json.optional().describe('JSON, or a text with a Content-Type of its own'),
})
export type ApiCall = z.infer<typeof ApiCall>

/**
 * The request of a call, without the credential. Fails with `forbidden-host` unless it stays on the base URL, below its
 * path, or on a further host that the person allowed; compared after parsing, so that no spelling leads elsewhere.
 */
export function buildCall(type: ConnectorType, values: Values, call: ApiCall): HttpRequest {
  const base = new URL(type.baseUrl(values))
  const url = addressOf(base, call.path)
  for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.append(name, String(value))
  const origins = originsOf(type, values)
  if (!origins.includes(url.origin)) throw refused(`${url.host || 'That address'} is not a host of this connector`)
  if (url.origin === base.origin && !isBelow(base.pathname, url.pathname))
    throw refused(`The path leads out of ${base.pathname}, where the base URL of this connector ends`)
  const request = { method: call.method, url: url.href, headers: headersOf(type, values, call), body: bodyOf(call) }
  checkRequest(request, origins, fixedNames(type, values))
  return request
}

export const fixedNames = (type: ConnectorType, values: Values): string[] =>
  type.headers(values).map(([name]) => name.toLowerCase())

function addressOf(base: URL, path: string): URL {
  // Characters that parsers take for something else, or drop: a path with them would not be sent as it is shown.
  if (/[\s\\\p{Cc}\p{Cf}]/u.test(path)) throw refused('The path holds characters that do not belong in an address')
  if (/^https:\/\//i.test(path) && URL.canParse(path)) return withoutHash(new URL(path))
  if (!path.startsWith('/') || path.startsWith('//')) throw refused('The path has to start with one /')
  const joined = `${base.origin}${base.pathname.replace(/\/$/, '')}${path}`
  if (!URL.canParse(joined)) throw refused('The path cannot be read')
  return withoutHash(new URL(joined))
}

function withoutHash(url: URL): URL {
  if (url.hash !== '') throw refused('The path holds a part behind #, which is not sent')
  return url
}

/** Encoded dots and slashes count as what a server may take them for. */
function isBelow(prefix: string, pathname: string): boolean {
  const folder = prefix.endsWith('/') ? prefix : `${prefix}/`
  const plain = new URL(pathname.replace(/%2f|%5c/gi, '/').replace(/%2e/gi, '.'), 'https://a.invalid').pathname
  return [pathname, plain].every((path) => path === prefix || path.startsWith(folder))
}

/** Later ones win: the agent's over the fixed ones, except where a fixed one has the name. */
function headersOf(type: ConnectorType, values: Values, call: ApiCall): [string, string][] {
  const fixed = type.headers(values).map(([name, value]): [string, string] => [name, value])
  const taken = new Set(fixed.map(([name]) => name.toLowerCase()))
  const own = Object.entries(call.headers ?? {}).filter(([name]) => !taken.has(name.toLowerCase()))
  const has = (name: string) => [...fixed, ...own].some(([header]) => header.toLowerCase() === name)
  const added: [string, string][] = []
  if (!has('accept')) added.push(['Accept', 'application/json'])
  if (call.body !== undefined && !has('content-type'))
    added.push(['Content-Type', typeof call.body === 'string' ? 'text/plain' : 'application/json'])
  return [...added, ...fixed, ...own]
}

function bodyOf({ body }: ApiCall): string | null {
  if (body === undefined) return null
  return typeof body === 'string' ? body : JSON.stringify(body satisfies JsonValue)
}

const refused = (message: string) => new AppFailure({ code: 'request-failed', reason: 'forbidden-host', message })
