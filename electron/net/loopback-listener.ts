import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AppFailure } from '../../shared/errors'

export type LoopbackListener = { redirectUri: string; close(): void }

type ListenOptions = {
  /** 0 takes a free one. */
  port: number
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
 * Waits for the browser on 127.0.0.1 (RFC 8252 section 7.3) until the answer came or it is closed. What arrives is never
 * shown again: both pages are the same for everybody. Fails with `sign-in-failed` when the port is taken.
 */
export async function listenOnLoopback({ port, onAnswer }: ListenOptions): Promise<LoopbackListener> {
  let host = ''
  let sendsPage = false
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 10_000 }, (request, response) => {
    const query = queryOf(request, host)
    if (query === null) return reply(response, isRead(request) ? 404 : 405, NOT_EXPECTED)
    sendsPage = true
    sendsPage = onAnswer(query)
    if (!sendsPage) return reply(response, 400, NOT_EXPECTED)
    server.close()
    response.on('close', () => server.closeAllConnections())
    reply(response, 200, RECEIVED)
  })
  server.maxConnections = 20
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(notListening(port, error)))
    server.listen(port, '127.0.0.1', resolve)
  })
  server.on('error', () => undefined)
  const { port: taken } = server.address() as AddressInfo
  host = `127.0.0.1:${taken}`
  return {
    redirectUri: `http://127.0.0.1:${taken}/callback`,
    close() {
      server.close()
      // The page of the answer is still on its way, and ends the rest when it has arrived.
      if (!sendsPage) server.closeAllConnections()
    },
  }
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

function notListening(port: number, error: Error): AppFailure {
  const taken = 'code' in error && error.code === 'EADDRINUSE'
  const message = taken
    ? `Another program, or another sign-in, uses port ${port} of this computer`
    : 'This computer does not let Patchbay wait for the answer of the browser'
  return new AppFailure({ code: 'sign-in-failed', reason: 'config', message })
}
