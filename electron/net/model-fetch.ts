import { AppFailure, type ModelFailure } from '../../shared/errors'
import type { LedgerPort, Outcome } from './ledger-port'
import { MASK, type Redact } from './redact'

export type ModelContext = { actor: string; threadId: string | null; runId: string | null }

type ModelFetchOptions = {
  ledger: LedgerPort
  redact: Redact
  headerTimeoutMs?: number
  /** Between two pieces of the answer. */
  idleTimeoutMs?: number
  maxBytes?: number
}

const SHOWN_BODY = 4096
const REDIRECTS = new Set([301, 302, 303, 307, 308])
const OPEN_HEADERS = /^(accept|content-type|user-agent|anthropic-(version|beta)|openai-beta)$/i
const SECRET_PARAMETERS = /key|token|secret|signature/i

/**
 * A `fetch` for the AI SDK. It streams, writes each request to the ledger (the start of the body only), follows no
 * redirect and ends an answer that is silent or endless. Aborting by the caller's signal rejects as fetch does.
 */
export function createModelFetch(options: ModelFetchOptions): (context: ModelContext) => typeof fetch {
  const limits = {
    headerTimeoutMs: options.headerTimeoutMs ?? 60_000,
    idleTimeoutMs: options.idleTimeoutMs ?? 120_000,
    maxBytes: options.maxBytes ?? 64 * 1024 * 1024,
  }
  return (context) => async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    const callerSignal = init?.signal ?? null
    const record = await openRecord(options, context, url, init)
    const stop = new AbortController()
    const timer = setTimeout(() => stop.abort(), limits.headerTimeoutMs)
    const signal = AbortSignal.any([stop.signal, ...(callerSignal ? [callerSignal] : [])])
    try {
      const response = await fetch(input, { ...init, redirect: 'manual', signal })
      if (REDIRECTS.has(response.status)) {
        stop.abort()
        throw modelFailure('other', `${url.host} answered with a redirect, which is not followed`)
      }
      return limited(response, { ...limits, host: url.host, record, stop, callerSignal })
    } catch (error) {
      const failure = classify(error, url.host, stop.signal.aborted, callerSignal?.aborted ?? false)
      await record({ status: 'failed', httpStatus: null, responseBytes: null, failure: wordsOf(failure) })
      throw failure
    } finally {
      clearTimeout(timer)
    }
  }
}

type Complete = (outcome: Omit<Outcome, 'durationMs'>) => Promise<void>

async function openRecord(
  { ledger, redact }: ModelFetchOptions,
  context: ModelContext,
  url: URL,
  init: RequestInit | undefined,
): Promise<Complete> {
  const body = typeof init?.body === 'string' ? init.body : null
  const headers = [...new Headers(init?.headers)].map(([name, value]) => ({
    name,
    value: OPEN_HEADERS.test(name) ? redact(value) : MASK,
  }))
  const request = {
    method: init?.method ?? 'GET',
    url: redact(withoutKeys(url)),
    headers,
    body: body === null ? null : redact(body).slice(0, SHOWN_BODY),
  }
  const requestBytes = Buffer.byteLength(body ?? '')
  const common = { ...context, cardId: null, accountLabel: null, kind: 'model' as const, target: url.host }
  const id = await dispatched(ledger.dispatch({ ...common, request, requestBytes }))
  const started = performance.now()
  // The answer is worth more than its row: a row that is not completed becomes indeterminate at the next start.
  return (outcome) =>
    ledger.complete(id, { ...outcome, durationMs: Math.round(performance.now() - started) }).catch(() => undefined)
}

async function dispatched(row: Promise<number>): Promise<number> {
  try {
    return await row
  } catch {
    throw new AppFailure({ code: 'refused', message: 'The ledger could not be written, so nothing was sent' })
  }
}

function withoutKeys(url: URL): string {
  const copy = new URL(url)
  copy.username = ''
  copy.password = ''
  for (const name of [...copy.searchParams.keys()])
    if (SECRET_PARAMETERS.test(name)) copy.searchParams.set(name, 'hidden')
  return copy.href
}

type Stream = {
  host: string
  idleTimeoutMs: number
  maxBytes: number
  record: Complete
  stop: AbortController
  callerSignal: AbortSignal | null
}

async function limited(response: Response, stream: Stream): Promise<Response> {
  const httpStatus = response.status
  const rejected = httpStatus >= 400 ? `${stream.host} answered with status ${httpStatus}` : null
  let responseBytes = 0
  const finish = (failure: string | null) =>
    stream.record({ status: failure ? 'failed' : 'succeeded', httpStatus, responseBytes, failure })
  if (!response.body) {
    await finish(rejected)
    return response
  }
  const reader = response.body.getReader()
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const { done, value } = await nextChunk(reader, stream)
        if (done) {
          await finish(rejected)
          return controller.close()
        }
        responseBytes += value.length
        if (responseBytes > stream.maxBytes) throw modelFailure('other', `The answer of ${stream.host} does not end`)
        controller.enqueue(value)
      } catch (error) {
        stream.stop.abort()
        const failure = classify(error, stream.host, false, stream.callerSignal?.aborted ?? false)
        await finish(wordsOf(failure))
        controller.error(failure)
      }
    },
    async cancel(reason) {
      await finish('The answer was stopped')
      await reader.cancel(reason).catch(() => undefined)
    },
  })
  const { status, statusText, headers } = response
  return new Response(body, { status, statusText, headers })
}

type Reader = ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>

async function nextChunk(reader: Reader, { idleTimeoutMs, host }: Stream) {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(modelFailure('timeout', `${host} stopped answering`)), idleTimeoutMs)
  })
  try {
    return await Promise.race([reader.read(), silence])
  } finally {
    clearTimeout(timer)
  }
}

/** What fetch throws may quote the request; only an abort by the caller is passed on as it is. */
function classify(error: unknown, host: string, timedOut: boolean, stopped: boolean): unknown {
  if (stopped || error instanceof AppFailure) return error
  if (timedOut) return modelFailure('timeout', `${host} did not answer in time`)
  return modelFailure('unreachable', `${host} could not be reached, or ended the connection early`)
}

const modelFailure = (reason: ModelFailure, message: string) =>
  new AppFailure({ code: 'model-failed', reason, message })
const wordsOf = (failure: unknown) => (failure instanceof AppFailure ? failure.message : 'The answer was stopped')
