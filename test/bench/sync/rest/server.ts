import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serveParent } from '../child'
import { pageAfter } from './page'

let rows = 0
let latencyMs = 0
let underWay = 0
let most = 0

const server = createServer((request, response) => {
  underWay += 1
  most = Math.max(most, underWay)
  const after = Number(new URL(request.url ?? '', 'http://api.invalid').searchParams.get('after'))
  const body = JSON.stringify(pageAfter(after, rows))
  const answer = () => {
    underWay -= 1
    response.writeHead(200, { 'content-type': 'application/json' }).end(body)
  }
  if (latencyMs === 0) answer()
  else setTimeout(answer, latencyMs)
})

const handlers = {
  listen: () =>
    new Promise<string>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
    ),
  async serve(given: { rows: number; latencyMs: number }): Promise<void> {
    ;({ rows, latencyMs } = given)
    most = 0
  },
  /** The most requests that were under way at once. */
  most: async () => most,
}

export type ServerHandlers = typeof handlers
serveParent(handlers)
