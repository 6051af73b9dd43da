import type { JsonValue } from '../../shared/domain/common'
import { AppFailure } from '../../shared/errors'
import { type Answer, ExchangeFailure, exchange, type Limits } from './exchange'
import { exchangeError } from './exchange-words'
import { type Credential, checkRequest, type HttpRequest, namesOf, showRequest, sign } from './http-request'
import type { LedgerPort, Outcome, RequestContext } from './ledger-port'
import { parseJson } from './lossless-json'
import { type Redact, redactJson, redactorFor } from './redact'

export type HttpResponse = {
  status: number
  /** Names in lower case; cookies are left out. */
  headers: ReadonlyMap<string, string>
  /** Redacted. */
  text: string
  /** Redacted, and null for an empty body. Throws `request-failed: malformed` when the body is not JSON. */
  json: () => JsonValue
}

export type SendOptions = {
  /** The only origins that may be called; a redirect stays on the one it came from. A private address counts only when it is listed here. */
  origins: readonly string[]
  credential: Credential | null
  /** Further headers that the request may carry, by name in lower case. */
  allowHeaders?: readonly string[]
  /** The answer is a credential itself, such as a token: it is left as it came and must go to the vault only. */
  holdsSecrets?: boolean
  context: RequestContext
  /** One of many reads, whatever its method: they share a socket, and their rows are completed while they go on. */
  inSeries?: boolean
  signal?: AbortSignal
} & Partial<Limits>

export type Http = { send(request: HttpRequest, options: SendOptions): Promise<HttpResponse> }

type HttpOptions = { ledger: LedgerPort; redact: Redact; now: () => Date }

const LIMITS: Limits = { timeoutMs: 60_000, headerTimeoutMs: 30_000, maxBytes: 8 * 1024 * 1024 }
const MOST_REDIRECTS = 3
const REDIRECTS = new Set([301, 302, 303, 307, 308])

/**
 * The one place that sends. A ledger row is written before each dispatch and completed after it; without the row nothing
 * is sent. Redirects are followed for reads only, and only within one origin.
 */
export function createHttp({ ledger, redact, now }: HttpOptions): Http {
  return {
    async send(request, options) {
      const hide = hideAll(redact, options.credential)
      let current = request
      for (let hop = 0; ; hop++) {
        const url = checkRequest(current, options.origins, options.allowHeaders)
        const answer = await recorded({ ledger, now, hide }, current, url, options)
        if (!REDIRECTS.has(answer.status))
          return toResponse(answer, url.host, options.holdsSecrets ? (text) => text : hide)
        current = redirected(current, url, answer, hop)
      }
    },
  }
}

function hideAll(redact: Redact, credential: Credential | null): Redact {
  const own = redactorFor(
    credential
      ? [...[...credential.headers, ...credential.query].map(([, value]) => value), ...credential.secrets]
      : [],
  )
  return (text) => redact(own(text))
}

type Recording = { ledger: LedgerPort; now: () => Date; hide: Redact }

async function recorded({ ledger, now, hide }: Recording, request: HttpRequest, url: URL, options: SendOptions) {
  const signed = sign(request, url, options.credential)
  const { body, ...shownRequest } = showRequest(request, namesOf(options.credential))
  const shown = { ...shownRequest, url: hide(shownRequest.url), body: body === null ? null : hide(body) }
  const requestBytes = Buffer.byteLength(request.body ?? '')
  const id = await dispatch(ledger, { ...options.context, request: shown, requestBytes })
  const started = now().getTime()
  const outcome = (part: Omit<Outcome, 'durationMs'>) =>
    complete(ledger, id, { ...part, durationMs: now().getTime() - started })
  try {
    const inSeries = options.inSeries ?? false
    const call = { method: request.method, ...signed, body: request.body, inSeries }
    const answer = await exchange(call, { ...LIMITS, ...limitsOf(options) }, options.signal ?? null)
    const failure = answer.status >= 400 ? `${url.host} answered with status ${answer.status}` : null
    const status = failure ? 'failed' : 'succeeded'
    const completed = outcome({ status, httpStatus: answer.status, responseBytes: answer.body.length, failure })
    if (!inSeries) await completed
    return answer
  } catch (error) {
    if (!(error instanceof ExchangeFailure)) throw error
    const mayHaveActed = error.sent && request.method !== 'GET' && request.method !== 'HEAD'
    const failure = exchangeError(error, url.host, mayHaveActed)
    const status = mayHaveActed ? 'indeterminate' : 'failed'
    await outcome({ status, httpStatus: null, responseBytes: null, failure: failure.message })
    throw failure
  }
}

/** Nothing is sent without a row. A refusal of the ledger itself, such as an approval used before, is passed on. */
async function dispatch(ledger: LedgerPort, entry: Parameters<LedgerPort['dispatch']>[0]): Promise<number> {
  try {
    return await ledger.dispatch(entry)
  } catch (error) {
    if (error instanceof AppFailure) throw error
    throw new AppFailure({ code: 'refused', message: 'The ledger could not be written, so nothing was sent' })
  }
}

/** The answer is worth more than its row: a row that cannot be completed becomes indeterminate at the next start. */
const complete = (ledger: LedgerPort, id: number, outcome: Outcome) =>
  ledger.complete(id, outcome).catch(() => undefined)

function limitsOf({ timeoutMs, headerTimeoutMs, maxBytes }: SendOptions): Partial<Limits> {
  return {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(headerTimeoutMs === undefined ? {} : { headerTimeoutMs }),
    ...(maxBytes === undefined ? {} : { maxBytes }),
  }
}

function redirected(request: HttpRequest, from: URL, answer: Answer, hop: number): HttpRequest {
  const location = answer.headers.find(([name]) => name.toLowerCase() === 'location')?.[1] ?? ''
  if (request.method !== 'GET' && request.method !== 'HEAD')
    throw redirectRefused(`${from.host} answered with a redirect, which is not followed for a change`)
  if (!URL.canParse(location, from.href))
    throw redirectRefused(`${from.host} redirected to an address that cannot be read`)
  const target = new URL(location, from.href)
  if (target.origin !== from.origin)
    throw redirectRefused(`${from.host} redirected to another host, which is not followed`)
  if (hop >= MOST_REDIRECTS) throw redirectRefused(`${from.host} redirected more than ${MOST_REDIRECTS} times`)
  target.hash = ''
  return { ...request, url: target.href }
}

const redirectRefused = (message: string) =>
  new AppFailure({ code: 'request-failed', reason: 'forbidden-host', message })

function toResponse(answer: Answer, host: string, hide: Redact): HttpResponse {
  const headers = new Map<string, string>()
  for (const [name, value] of answer.headers)
    if (!name.toLowerCase().startsWith('set-cookie')) headers.set(name.toLowerCase(), hide(value))
  const text = decode(answer.body, headers.get('content-type') ?? '', host)
  const json = () => {
    if (text.trim() === '') return null
    try {
      return redactJson(parseJson(text), hide)
    } catch {
      const message = `${host} answered with status ${answer.status} and something that is not JSON: ${excerpt(hide(text))}`
      throw new AppFailure({ code: 'request-failed', reason: 'malformed', message, status: answer.status })
    }
  }
  return { status: answer.status, headers, text: hide(text), json }
}

function decode(body: Buffer, contentType: string, host: string): string {
  const charset = /charset="?([\w.:-]+)/i.exec(contentType)?.[1] ?? 'utf-8'
  try {
    return new TextDecoder(charset).decode(body)
  } catch {
    const message = `${host} answered in the character set ${charset}, which is not known`
    throw new AppFailure({ code: 'request-failed', reason: 'malformed', message, status: 0 })
  }
}

const excerpt = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, 200)
