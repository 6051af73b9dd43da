import { parseJson } from '../../net/lossless-json'
import {
  type BudgetUse,
  type HttpContext,
  type HttpSource,
  type SourceAnswer,
  type SourceCredentials,
  SourceProblem,
  type SourceRequest,
  type Verdict,
} from '../define'
import { usualVerdict } from './verdicts'

/** One request as it goes out, unsigned. */
export type SentRequest = {
  method: 'GET' | 'POST'
  url: string
  headers: readonly (readonly [string, string])[]
  body: string | null
  /** Which budgets it counts against. */
  budgets: readonly BudgetUse[]
}
export type RawAnswer = { status: number; headers: ReadonlyMap<string, string>; text: string }

/**
 * Signs and sends, once the budget allows it. Fails with a `retry` verdict when nobody answered and with `needs-reauth`
 * when there is nothing to sign with. `renew` asks for another token than the last one.
 */
export type SendRequest = (request: SentRequest, options: { signal: AbortSignal; renew: boolean }) => Promise<RawAnswer>

export type HttpContextOptions = {
  source: HttpSource
  config: SourceCredentials['config']
  send: SendRequest
  signal: AbortSignal
  now: () => Date
  /** Waits, unless `signal` is aborted. In milliseconds. */
  pause: (ms: number, signal: AbortSignal) => Promise<void>
  /** Between 0 and 1. */
  random: () => number
  /** Told of each wait, so that the interface can say it. */
  onWait?: (verdict: Extract<Verdict, { kind: 'retry' | 'rate-limited' }>, ms: number) => void
}

const MOST_TRIES = 8
const FIRST_GAP_MS = 500
const LONGEST_GAP_MS = 60_000
/** A longer wait ends the run, which goes on from its checkpoint when the time has come. */
const LONGEST_WAIT_MS = 5 * 60_000

/** Requests of one reader: repeated with growing gaps and jitter, never beyond what the source allows. */
export function createHttpContext(options: HttpContextOptions): HttpContext {
  const { source, config, signal, now } = options
  return {
    config,
    signal,
    now,
    async request(request) {
      const sent = toSent(source, config, request)
      let renewed = false
      let renew = false
      for (let tries = 1; ; tries += 1) {
        signal.throwIfAborted()
        const { answer, verdict } = await ask(options, sent, request, renew)
        if (!verdict) return answer
        renew = verdict.kind === 'refresh-auth'
        if (!renew) {
          await waitFor(options, verdict, tries)
          continue
        }
        if (renewed) throw new SourceProblem({ kind: 'needs-reauth', message: verdict.message })
        renewed = true
      }
    },
  }
}

type Asked = { answer: SourceAnswer; verdict: null } | { answer: null; verdict: Verdict }

async function ask(
  { source, send, signal, now }: HttpContextOptions,
  sent: SentRequest,
  request: SourceRequest,
  renew: boolean,
): Promise<Asked> {
  try {
    const raw = await send(sent, { signal, renew })
    const answer: SourceAnswer = { ...raw, json: once(() => readJson(raw.text)) }
    const isFine = (raw.status >= 200 && raw.status < 300) || request.accept?.includes(raw.status)
    if (!isFine) return { answer: null, verdict: source.classify(answer, now()) ?? usualVerdict(answer, now()) }
    // A body that was cut off is as good as no answer: it is found out here, where the request can be repeated.
    if (raw.text !== '') answer.json()
    return { answer, verdict: null }
  } catch (error) {
    if (error instanceof SourceProblem) return { answer: null, verdict: error.verdict }
    throw error
  }
}

/** Every body is looked at twice: whether it can be read at all, and then for what it says. */
function once<T>(read: () => T): () => T {
  let found: { value: T } | null = null
  return () => {
    found ??= { value: read() }
    return found.value
  }
}

async function waitFor(options: HttpContextOptions, verdict: Verdict, tries: number): Promise<void> {
  const { signal, now, random } = options
  if (verdict.kind !== 'retry' && verdict.kind !== 'rate-limited') throw new SourceProblem(verdict)
  if (verdict.kind === 'retry' && tries >= MOST_TRIES) throw new SourceProblem(verdict)
  const gap = random() * Math.min(LONGEST_GAP_MS, FIRST_GAP_MS * 2 ** (tries - 1))
  const ms =
    verdict.kind === 'retry'
      ? Math.max(gap, verdict.afterMs ?? 0)
      : Math.max(0, verdict.untilMs - now().getTime()) + gap
  if (ms > LONGEST_WAIT_MS)
    throw new SourceProblem({ kind: 'rate-limited', message: verdict.message, untilMs: now().getTime() + ms })
  options.onWait?.(verdict, ms)
  await options.pause(ms, signal)
}

function readJson(text: string): ReturnType<SourceAnswer['json']> {
  try {
    return parseJson(text)
  } catch {
    throw new SourceProblem({ kind: 'retry', message: 'The answer of the service could not be read' })
  }
}

function toSent(source: HttpSource, config: SourceCredentials['config'], request: SourceRequest): SentRequest {
  const base = source.baseUrl(config).replace(/\/$/, '')
  const url = new URL(/^https?:/.test(request.path) ? request.path : `${base}${request.path}`)
  for (const [name, value] of Object.entries(request.query ?? {}))
    for (const one of typeof value === 'string' ? [value] : value) url.searchParams.append(name, one)
  const headers = { accept: 'application/json', ...source.headers, ...request.headers }
  const body = request.json === undefined ? null : JSON.stringify(request.json)
  return {
    method: request.method ?? (body === null ? 'GET' : 'POST'),
    url: url.href,
    headers: Object.entries(body === null ? headers : { ...headers, 'content-type': 'application/json' }),
    body,
    budgets: request.budgets ?? ['default'],
  }
}
