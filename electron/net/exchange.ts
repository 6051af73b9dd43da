import { Agent, type IncomingMessage, request as requestOverHttp } from 'node:http'
import { request as requestOverHttps, Agent as SecureAgent } from 'node:https'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { isPrivateHost, publicLookup } from './address'

export type Limits = { timeoutMs: number; headerTimeoutMs: number; maxBytes: number }
export type Call = {
  method: string
  url: URL
  headers: [string, string][]
  body: string | null
  /** One of many reads at the same place: its socket may be that of the one before, and stays for the one after. */
  inSeries: boolean
}
export type Answer = { status: number; headers: [string, string][]; body: Buffer }

type Cause = 'stopped' | 'timeout' | 'too-large' | 'encoding' | 'network'

/** `sent`: the socket was open, so a write may have been carried out although no answer was heard. */
export class ExchangeFailure extends Error {
  constructor(
    readonly reason: Cause,
    readonly sent: boolean,
    readonly networkCode: string,
  ) {
    super(reason)
  }
}

/**
 * One request and its answer: no redirect is followed, and the body is counted after it was unpacked. Nothing is retried,
 * but a read in a series whose kept socket was closed by the server meanwhile. A public name must resolve to public
 * addresses only.
 */
export async function exchange(call: Call, limits: Limits, stopped: AbortSignal | null): Promise<Answer> {
  const total = AbortSignal.timeout(limits.timeoutMs)
  const headers = new AbortController()
  const headerTimer = setTimeout(() => headers.abort(), limits.headerTimeoutMs)
  const signal = AbortSignal.any([total, headers.signal, ...(stopped ? [stopped] : [])])
  const state = { sent: false, reused: false }
  try {
    const response = await openInSeries(call, signal, state)
    clearTimeout(headerTimer)
    const body = await readBody(response, limits.maxBytes)
    return { status: response.statusCode ?? 0, headers: pairs(response.rawHeaders), body }
  } catch (error) {
    if (error instanceof ExchangeFailure) throw error
    const reason = stopped?.aborted ? 'stopped' : total.aborted || headers.signal.aborted ? 'timeout' : 'network'
    throw new ExchangeFailure(reason, state.sent, codeOf(error))
  } finally {
    clearTimeout(headerTimer)
  }
}

/** Shorter than what servers usually keep a socket for, so that few are found closed. */
const IDLE_MS = 4000
const KEPT = { keepAlive: true, timeout: IDLE_MS, maxFreeSockets: 4, scheduling: 'lifo' } as const
const agents = { http: new Agent(KEPT), https: new SecureAgent(KEPT) }

type State = { sent: boolean; reused: boolean }

async function openInSeries(call: Call, signal: AbortSignal, state: State): Promise<IncomingMessage> {
  try {
    return await open(call, signal, state)
  } catch (error) {
    if (!state.reused || signal.aborted || codeOf(error) !== 'ECONNRESET') throw error
    return open({ ...call, inSeries: false }, signal, state)
  }
}

function open(call: Call, signal: AbortSignal, state: State): Promise<IncomingMessage> {
  const secure = call.url.protocol === 'https:'
  const body = call.body === null ? null : Buffer.from(call.body)
  const headers: [string, string][] = [
    ...call.headers,
    ['User-Agent', 'Patchbay'],
    ['Accept-Encoding', 'gzip'],
    ...(body ? [['Content-Length', String(body.length)] satisfies [string, string]] : []),
  ]
  return new Promise((resolve, reject) => {
    const request = (secure ? requestOverHttps : requestOverHttp)(call.url, {
      method: call.method,
      headers: Object.fromEntries(headers),
      agent: call.inSeries && (secure ? agents.https : agents.http),
      signal,
      ...(isPrivateHost(call.url.hostname) ? {} : { lookup: publicLookup }),
    })
    request.on('socket', (socket) => {
      state.reused = request.reusedSocket
      if (state.reused) state.sent = true
      else socket.once(secure ? 'secureConnect' : 'connect', () => (state.sent = true))
    })
    request.on('response', resolve)
    request.on('error', reject)
    request.end(body ?? undefined)
  })
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of unpacked(response)) {
    bytes += chunk.length
    if (bytes > maxBytes) {
      response.destroy()
      throw new ExchangeFailure('too-large', true, '')
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function unpacked(response: IncomingMessage): Readable {
  const encoding = response.headers['content-encoding']?.toLowerCase() ?? 'identity'
  if (encoding === 'identity' || encoding === '') return response
  if (encoding === 'gzip' || encoding === 'x-gzip') return pipeline(response, createGunzip(), () => undefined)
  response.destroy()
  throw new ExchangeFailure('encoding', true, '')
}

function pairs(raw: readonly string[]): [string, string][] {
  const result: [string, string][] = []
  for (let at = 0; at + 1 < raw.length; at += 2) result.push([raw[at] ?? '', raw[at + 1] ?? ''])
  return result
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '')
