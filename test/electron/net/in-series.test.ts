import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createHttp } from '../../../electron/net/http'
import { byPerson, listLedger, serve, serveBytes } from './loopback'

const post = (url: string) =>
  ({ method: 'POST', url, headers: [['Content-Type', 'application/json']], body: '{}' }) as const

function sender(url: string) {
  const ledger = listLedger()
  const http = createHttp({ ledger, redact: (text) => text, now: () => new Date() })
  const send = (inSeries: boolean) =>
    http.send(post(`${url}/`), { origins: [url], credential: null, context: byPerson, inSeries })
  return { ledger, send }
}

async function serveAndCountSockets() {
  const sockets = new Set<Socket>()
  const { url } = await serve((request, response) => {
    sockets.add(request.socket)
    response.end('{}')
  })
  return { url, sockets }
}

const ok = (body: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`

describe('reads in a series', () => {
  it('share a socket, and each has its row in the ledger', async () => {
    const { url, sockets } = await serveAndCountSockets()
    const { ledger, send } = sender(url)
    for (let reads = 0; reads < 5; reads += 1) await send(true)
    expect(sockets.size).toBe(1)
    await expect.poll(() => ledger.rows.map(({ outcome }) => outcome?.httpStatus)).toEqual([200, 200, 200, 200, 200])
  })

  it('go on with another socket when the server closed the kept one', async () => {
    let sockets = 0
    const url = await serveBytes((socket) => {
      sockets += 1
      const body = `${sockets}`
      socket.write(ok(body))
      socket.on('data', () => socket.resetAndDestroy())
    })
    const { send } = sender(url)
    expect((await send(true)).text).toBe('1')
    expect((await send(true)).text).toBe('2')
  })

  it('fail once when the server closes every socket', async () => {
    let sockets = 0
    const url = await serveBytes((socket) => {
      sockets += 1
      socket.resetAndDestroy()
    })
    await expect(sender(url).send(true)).rejects.toMatchObject({ error: { code: 'request-failed' } })
    expect(sockets).toBe(1)
  })
})

describe('everything else', () => {
  it('has a socket of its own, so that no change is ever sent twice', async () => {
    const { url, sockets } = await serveAndCountSockets()
    const { send } = sender(url)
    for (let sent = 0; sent < 3; sent += 1) await send(false)
    expect(sockets.size).toBe(3)
  })

  it('is not sent again when a socket breaks', async () => {
    let requests = 0
    const url = await serveBytes((socket) => {
      requests += 1
      socket.resetAndDestroy()
    })
    await expect(sender(url).send(false)).rejects.toMatchObject({ error: { code: 'request-failed' } })
    expect(requests).toBe(1)
  })
})
