import { setTimeout as sleep } from 'node:timers/promises'
import { AppFailure } from '../../shared/errors'
import {
  type Selection,
  type SourceCredentials,
  type SourceDefinition,
  SourceProblem,
  type SourceReader,
} from '../sources/define'
import { createHttpContext, type SendRequest } from '../sources/http/context'
import type { Ask, AskHandler, StreamOutcome } from './protocol'

/**
 * `horizon`: where a source knows better than the clock here up to where everything is visible, as its cursor spells it.
 */
export type EngineReader = SourceReader & { horizon?(selection: Selection): Promise<string> }

export type ReaderPorts = {
  now: () => Date
  send: AskHandler
  random: () => number
  /** Waits, unless `signal` is aborted. In milliseconds. */
  pause: (ms: number, signal: AbortSignal) => Promise<void>
}
export const realPause: ReaderPorts['pause'] = async (ms, signal) => void (await sleep(ms, undefined, { signal }))

export type Subject = SourceCredentials & Omit<Ask, 'request' | 'renew'>

/** What a reader has done so far. */
export type Traffic = {
  requests: number
  retries: number
  /** So long the source had it wait, which is no failure. */
  rateLimitedMs: number
  last: StreamOutcome['failedRequest']
  /** By so much the clock here is ahead of that of the source; 0 when it is not known to be. */
  aheadMs: number
}

export function openReader(
  source: SourceDefinition,
  { config, secrets, ...about }: Subject,
  ports: ReaderPorts,
  { signal, onWait = () => undefined }: { signal: AbortSignal; onWait?: () => void },
): { reader: EngineReader; traffic: Traffic } {
  const { now, random, pause } = ports
  const traffic: Traffic = { requests: 0, retries: 0, rateLimitedMs: 0, last: null, aheadMs: 0 }
  if (source.kind === 'driver') {
    traffic.last = shownRequest(source, config, about.streamName)
    return { reader: source.open({ config, secrets }, { signal, now }), traffic }
  }
  const send: SendRequest = async (request, { signal: ended, renew }) => {
    traffic.requests += 1
    if (renew) traffic.retries += 1
    const { origin, pathname } = new URL(request.url)
    traffic.last = { method: request.method, url: origin + pathname, status: null }
    const answer = await ports.send({ ...about, request, renew }, ended)
    traffic.last = { ...traffic.last, status: answer.status }
    traffic.aheadMs = Math.max(traffic.aheadMs, aheadOf(answer.headers.get('date'), now()))
    return answer
  }
  const context = createHttpContext({
    ...{ source: source.http, config, send, signal, now, pause, random },
    onWait({ kind }, ms) {
      traffic.retries += 1
      if (kind === 'rate-limited') traffic.rateLimitedMs += ms
      onWait()
    },
  })
  return { reader: source.http.reader(context), traffic }
}

/** What a driver asks for, where it sends nothing over HTTP: the place and the stream. */
function shownRequest({ show }: SourceDefinition, config: SourceCredentials['config'], stream: string | null) {
  if (!show) return null
  const { method, url } = show(config, stream)
  return { method, url: stream === null ? url : `${url}/${encodeURIComponent(stream)}`, status: null }
}

const LONGEST_AHEAD_MS = 24 * 3_600_000

/** From the header `Date`, which counts whole seconds. What it took to arrive makes it more, which does no harm. */
function aheadOf(date: string | undefined, now: Date): number {
  const theirs = Date.parse(date ?? '') + 1000
  return Number.isNaN(theirs) ? 0 : Math.min(LONGEST_AHEAD_MS, Math.max(0, now.getTime() - theirs))
}

/** Once for a page, and once more for the end of the reader: together below the two seconds of a cancelled run. */
const GRACE_MS = 800

/** What does not end by itself soon after `signal` is aborted is left to itself. */
export const orGiveUp = <T>(task: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined
    const giveUp = () => {
      timer = setTimeout(() => reject(signal.reason), GRACE_MS)
    }
    if (signal.aborted) giveUp()
    else signal.addEventListener('abort', giveUp, { once: true })
    task.then(resolve, reject).finally(() => {
      clearTimeout(timer)
      signal.removeEventListener('abort', giveUp)
    })
  })

/** What a reader answers. Fails with `SourceProblem`, with `AppFailure` as main does, and with the signal's reason. */
export const fromSource = <T>(answer: Promise<T>, signal: AbortSignal): Promise<T> =>
  orGiveUp(answer, signal).catch((error: unknown) => {
    throw signal.aborted ? signal.reason : error instanceof AppFailure ? error : toProblem(error)
  })

/** What a source throws that is no problem it knows of is one all the same; nothing else is read from it. */
function toProblem(error: unknown): SourceProblem {
  if (error instanceof SourceProblem) return error
  const said = error instanceof Error ? error.message : String(error)
  return new SourceProblem({ kind: 'fatal', message: `The source could not be read: ${said.slice(0, 300)}` })
}
