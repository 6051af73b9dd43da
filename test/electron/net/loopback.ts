import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Dispatch, LedgerPort, Outcome, RequestContext } from '../../../electron/net/ledger-port'

type Received = { method: string; path: string; headers: IncomingHttpHeaders; raw: string[] }
type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** A server on this machine that ends with the test. */
export async function serve(handler: Handler): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    received.push({
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      raw: request.rawHeaders,
    })
    handler(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received }
}

/** A server that writes exactly these bytes and leaves or closes the socket. */
export async function serveBytes(talk: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('data', () => talk(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

export type KeptRow = { entry: Dispatch; outcome: Outcome | null }

/** A ledger that keeps its rows in a list. */
export function listLedger(): LedgerPort & { rows: KeptRow[] } {
  const rows: KeptRow[] = []
  return {
    rows,
    dispatch: async (entry) => rows.push({ entry, outcome: null }) - 1,
    complete: async (id, outcome) => {
      const row = rows[id]
      if (row) row.outcome = outcome
    },
  }
}

export const byPerson: RequestContext = {
  kind: 'action',
  actor: 'You',
  threadId: null,
  runId: null,
  cardId: null,
  target: 'Test',
  accountLabel: null,
}
