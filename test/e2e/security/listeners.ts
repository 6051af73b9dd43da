import { createSocket, type Socket } from 'node:dgram'
import { createServer as createHttpServer, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'

/** Vectors that leave no HTTP request: each listens on a port of its own. */
const TCP = ['preconnect', 'turn-tcp'] as const
const UDP = ['stun', 'turn-udp', 'webtransport'] as const

export type Ports = { http: string } & Record<(typeof TCP)[number] | (typeof UDP)[number], number>
export type Listeners = { ports: Ports; hits: () => string[]; clear: () => void; close: () => Promise<void> }

/** Waits on loopback for whatever gets out of a page, and notes which way it came by: `/hit/<vector>` or the port. */
export async function listen(): Promise<Listeners> {
  const hits = new Set<string>()
  const hit = (name: string) => hits.add(name)
  const http = createHttpServer((request, response) => {
    const name = /^\/hit\/([\w-]+)/.exec(request.url ?? '')?.[1]
    if (name) hit(name)
    answer(request.url ?? '', response)
  })
  http.on('upgrade', (request, socket) => {
    hit(/^\/hit\/([\w-]+)/.exec(request.url ?? '')?.[1] ?? 'upgrade')
    socket.destroy()
  })
  http.listen(0, '127.0.0.1')
  await new Promise((done) => http.once('listening', done))
  const tcp = await Promise.all(TCP.map((name) => listenTcp(() => hit(name))))
  const udp = await Promise.all(UDP.map((name) => listenUdp(() => hit(name))))
  const portOf = (server: { address: () => unknown }) => (server.address() as AddressInfo).port
  const ports = {
    http: `http://127.0.0.1:${portOf(http)}`,
    ...Object.fromEntries(TCP.map((name, index) => [name, tcp[index] ? portOf(tcp[index]) : 0])),
    ...Object.fromEntries(UDP.map((name, index) => [name, udp[index] ? portOf(udp[index]) : 0])),
  } as Ports
  return {
    ports,
    hits: () => [...hits].sort(),
    clear: () => hits.clear(),
    close: async () => {
      for (const socket of udp) socket.close()
      for (const server of tcp) server.close()
      http.closeAllConnections()
      await new Promise((done) => http.close(done))
    },
  }
}

const TYPES: Record<string, string> = {
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
  html: 'text/html',
}

/** Answers helpfully, so that a vector of two steps reaches its second. */
function answer(url: string, response: ServerResponse): void {
  const { pathname } = new URL(url, 'http://127.0.0.1')
  const type = TYPES[pathname.split('.').at(-1) ?? ''] ?? 'text/plain'
  response.writeHead(200, { 'content-type': type, 'access-control-allow-origin': '*', 'cache-control': 'no-store' })
  response.end(type === 'image/svg+xml' ? '<svg xmlns="http://www.w3.org/2000/svg"><g id="a"/></svg>' : '')
}

async function listenTcp(hit: () => void) {
  const server = createTcpServer((socket) => {
    hit()
    socket.on('error', () => undefined)
    socket.destroy()
  })
  server.listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  return server
}

async function listenUdp(hit: () => void): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.on('message', hit)
  socket.bind(0, '127.0.0.1')
  await new Promise((done) => socket.once('listening', done))
  return socket
}
