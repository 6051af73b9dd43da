import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AppFailure } from '../../shared/errors'

export type LoopbackListener = { redirectUri: string; close(): void }

type ListenOptions = {
  /** 0 takes a free one. */
  port: number
  /** How the address names this computer. A browser may take `localhost` for ::1, so that is listened on as well. */
  host?: '127.0.0.1' | 'localhost'
  /** Given the query of a request to the callback: true when it is the answer that was waited for. */
  onAnswer: (query: string) => boolean
}

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  Connection: 'close',
}
const page = (title: string, text: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>${title}</title><h1>${title}</h1><p>${text}</p></html>`
const RECEIVED = page('Back to Patchbay', 'Patchbay has the answer. This page can be closed.')
const NOT_EXPECTED = page('Nothing waits for this', 'Start the sign-in again in Patchbay.')

/**
 * Waits for the browser on this computer (RFC 8252 section 7.3) until the answer came or it is closed. What arrives is never
 * shown again: both pages are the same for everybody. Fails with `sign-in-failed` when the port is taken.
 */
export async function listenOnLoopback(options: ListenOptions): Promise<LoopbackListener> {
  const { port, host = '127.0.0.1', onAnswer } = options
  const servers: Server[] = []
  let given = ''
  let sendsPage = false
  const stopListening = () => {
    for (const server of servers) server.close()
  }
  const endAll = () => {
    for (const server of servers) server.closeAllConnections()
  }
  const hear = (request: IncomingMessage, response: ServerResponse) => {
    const query = queryOf(request, given)
    if (query === null) return reply(response, isRead(request) ? 404 : 405, NOT_EXPECTED)
    sendsPage = true
    sendsPage = onAnswer(query)
    if (!sendsPage) return reply(response, 400, NOT_EXPECTED)
    stopListening()
    response.on('close', endAll)
    reply(response, 200, RECEIVED)
  }
  const first = await listenAt('127.0.0.1', port, hear)
  servers.push(first)
  const taken = (first.address() as AddressInfo).port
  given = `${host}:${taken}`
  if (host === 'localhost') {
    try {
      servers.push(await listenAt('::1', taken, hear))
    } catch (error) {
      // Without IPv6 nothing leads there.
      if (error instanceof AppFailure) {
        stopListening()
        throw error
      }
    }
  }
  return {
    redirectUri: Object.assign(new URL('http://127.0.0.1/callback'), { host: given }).href,
    close() {
      stopListening()
      // The page of the answer is still on its way, and ends the rest when it has arrived.
      if (!sendsPage) endAll()
    },
  }
}

/** Fails with `sign-in-failed` when the port cannot be used, and as the system does when there is no such address. */
async function listenAt(address: string, port: number, hear: RequestListener): Promise<Server> {
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 10_000 }, hear)
  server.maxConnections = 20
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(notListening(address, port, error)))
    server.listen(port, address, resolve)
  })
  server.on('error', () => undefined)
  return server
}

/** Null for everything but a GET of the callback at the address that was given out. */
function queryOf(request: IncomingMessage, host: string): string | null {
  if (!isRead(request) || request.headers.host !== host) return null
  const [path, ...rest] = (request.url ?? '').split('?')
  return path === '/callback' ? rest.join('?') : null
}

const isRead = (request: IncomingMessage) => request.method === 'GET'

function reply(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, HEADERS).end(body)
}

const NO_ADDRESS = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT'])

function notListening(address: string, port: number, error: Error): Error {
  const code = 'code' in error ? String(error.code) : ''
  if (address !== '127.0.0.1' && NO_ADDRESS.has(code)) return error
  const message =
    code === 'EADDRINUSE'
      ? `Another program, or another sign-in, uses port ${port} of this computer`
      : 'This computer does not let Patchbay wait for the answer of the browser'
  return new AppFailure({ code: 'sign-in-failed', reason: 'busy', message })
}
