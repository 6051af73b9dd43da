import { createHash } from 'node:crypto'
import type { JsonValue } from '../../shared/domain/common'
import type { Effect, ShownRequest } from '../../shared/domain/integration'
import { AppFailure } from '../../shared/errors'
import type { HttpResponse } from '../net/http'
import { type HttpRequest, showRequest } from '../net/http-request'
import { type ApiCall, buildCall } from './build-call'
import type { Connectors } from './connectors'
import type { Credentials, Usable } from './credentials'

type PreparedCall = { shown: ShownRequest; hash: string; effect: Effect; title: string; label: string }
type SendContext = { actor: string; threadId: string | null; runId: string | null; cardId: string | null }
type CallResult = { output: JsonValue; summary: string; httpStatus: number }
type Calling = { connectorId: string; call: ApiCall }

export type Calls = {
  /** What `send` would send. Opens no socket and resolves no secret. */
  prepare(calling: Calling): Promise<PreparedCall>
  /** What is not a read is sent only when `approvedHash` is the hash of the request built now. */
  send(calling: Calling & { approvedHash: string | null; context: SendContext }): Promise<CallResult>
}

/** What a model reads of one answer at most, in characters. */
const LONGEST_ANSWER = 60_000

/** `call_api`: any request below a connector's base URL, signed by the connector. */
export function createCalls({ connectors, credentials }: { connectors: Connectors; credentials: Credentials }): Calls {
  const build = async ({ connectorId, call }: Calling) => {
    const usable = await connectors.usable(connectorId)
    const request = buildCall(usable.type, usable.values, call)
    return { usable, request, hash: hashOf(connectorId, request), effect: effectOf(call.method) }
  }
  return {
    async prepare(calling) {
      const { usable, request, hash, effect } = await build(calling)
      const shown = showRequest({ ...request, body: pretty(request.body) }, usable.type.signatureNames(usable.values))
      return { shown, hash, effect, title: titleOf(usable, request), label: usable.row.name }
    },
    async send({ approvedHash, context, ...calling }) {
      const { usable, request, hash, effect } = await build(calling)
      if (effect !== 'read' && approvedHash !== hash) throw new AppFailure({ code: 'approval-mismatch' })
      const { name } = usable.row
      const target = `${name}: ${request.method}`
      const response = await credentials.send(usable, request, {
        ...{ ...context, kind: 'action', target, accountLabel: name },
      })
      if (response.status === 401) throw refusedCredential(usable)
      const words = response.status < 400 ? 'answered' : 'refused'
      return {
        output: { status: response.status, headers: headersOf(response), ...bodyOf(response) },
        summary: `${new URL(request.url).host} ${words} with status ${response.status}`,
        httpStatus: response.status,
      }
    },
  }
}

/** GET and HEAD read (RFC 9110, section 9.2.1). Everything else may change something, so a person decides. */
function effectOf(method: ApiCall['method']): Effect {
  if (method === 'GET' || method === 'HEAD') return 'read'
  return method === 'DELETE' ? 'destructive' : 'write'
}

function refusedCredential({ row, type, values }: Usable): AppFailure {
  const reason =
    type.oauth(values) === null
      ? 'The service did not accept its key. Enter it again in Settings, Connectors.'
      : 'The service refuses it although it was renewed. Sign in again in Settings, Connectors.'
  return new AppFailure({ code: 'needs-reauth', what: row.name, reason })
}

function hashOf(connectorId: string, { method, url, headers, body }: HttpRequest): string {
  const parts = ['patchbay-call-1', connectorId, method, url, headers, body]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

function titleOf({ row }: Usable, { method, url }: HttpRequest): string {
  const { pathname } = new URL(url)
  return `${row.name}: ${method} ${pathname.length > 100 ? `${pathname.slice(0, 100)}…` : pathname}`
}

const SHOWN_HEADERS = ['content-type', 'link', 'location', 'retry-after', 'etag', 'x-request-id']

const headersOf = ({ headers }: HttpResponse): JsonValue =>
  Object.fromEntries([...headers].filter(([name]) => SHOWN_HEADERS.includes(name) || /^(x-)?ratelimit-/.test(name)))

/** JSON as it is; everything else as text. What is too long is cut, and says so. */
function bodyOf(response: HttpResponse): { body: JsonValue; note?: string } {
  const { text } = response
  if (text === '') return { body: null }
  if (text.length > LONGEST_ANSWER)
    return {
      body: text.slice(0, LONGEST_ANSWER),
      note: `The answer is ${text.length} characters long and was cut. Ask for a smaller page, or for fewer fields.`,
    }
  try {
    return { body: response.json() }
  } catch {
    return isText(response) ? { body: text } : { body: null, note: 'The answer is neither JSON nor text.' }
  }
}

const isText = ({ headers, text }: HttpResponse): boolean =>
  /^(text\/|application\/(.*\+)?(json|xml|yaml|x-ndjson))/.test(headers.get('content-type') ?? 'text/plain') &&
  !text.includes('\0')

function pretty(body: string | null): string | null {
  if (body === null) return null
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
