import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createHttp, type SendOptions } from '../../../electron/net/http'
import type { HttpRequest } from '../../../electron/net/http-request'
import { AppFailure } from '../../../shared/errors'
import { byPerson, listLedger, serve, serveBytes } from './loopback'

const TOKEN = 'tok-9f8e7d6c5b4a'
const credential = { headers: [['Authorization', `Bearer ${TOKEN}`] as const], query: [], secrets: [TOKEN] }
const now = () => new Date()
const get = (url: string): HttpRequest => ({
  method: 'GET',
  url,
  headers: [['Accept', 'application/json']],
  body: null,
})
const post = (url: string): HttpRequest => ({
  method: 'POST',
  url,
  headers: [['Content-Type', 'application/json']],
  body: '{"a":1}',
})

function client() {
  const ledger = listLedger()
  const http = createHttp({ ledger, redact: (text) => text, now })
  const send = (request: HttpRequest, options: Partial<SendOptions> = {}) =>
    http.send(request, { origins: [new URL(request.url).origin], credential, context: byPerson, ...options })
  return { ledger, http, send }
}

async function failureOf(promise: Promise<unknown>) {
  const error: unknown = await promise.then(
    () => null,
    (thrown) => thrown,
  )
  if (!(error instanceof AppFailure)) throw new Error(`expected an AppFailure, got ${String(error)}`)
  expect(JSON.stringify(error.error) + String(error.stack)).not.toContain(TOKEN)
  return error.error
}

describe('what is sent', () => {
  it('adds the credential at the socket only: the ledger has it masked', async () => {
    const server = await serve((_, response) => response.end('{}'))
    const { ledger, send } = client()
    await send(get(`${server.url}/x`))
    expect(server.received[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`)
    expect(ledger.rows[0]?.entry.request.headers).toContainEqual({ name: 'Authorization', value: '•••' })
    expect(JSON.stringify(ledger.rows)).not.toContain(TOKEN)
    expect(ledger.rows[0]?.outcome).toMatchObject({ status: 'succeeded', httpStatus: 200, responseBytes: 2 })
  })

  it('writes the row before the request leaves', async () => {
    const { ledger, send } = client()
    const rowsAtArrival: number[] = []
    const server = await serve((_, response) => {
      rowsAtArrival.push(ledger.rows.length)
      response.end('{}')
    })
    await send(get(`${server.url}/`))
    expect(rowsAtArrival).toEqual([1])
  })

  it('sends nothing when the ledger cannot be written', async () => {
    const server = await serve((_, response) => response.end('{}'))
    const ledger = { ...listLedger(), dispatch: () => Promise.reject(new Error('disk full')) }
    const http = createHttp({ ledger, redact: (text) => text, now })
    const sending = http.send(get(`${server.url}/`), { origins: [server.url], credential, context: byPerson })
    expect(await failureOf(sending)).toMatchObject({ code: 'refused' })
    expect(server.received).toEqual([])
  })

  it.each([
    ['a header that names the host', [['Host', 'evil.example']]],
    ['a header that brings its own credential', [['Authorization', 'Bearer other']]],
    ['a cookie', [['Cookie', 'a=b']]],
    ['a header with a line break', [['Accept', 'a\r\nX-Evil: 1']]],
    ['a header name with a line break', [['Accept\r\nX-Evil', '1']]],
    ['a header with a character beyond ASCII', [['Accept', 'ü']]],
  ] as [string, [string, string][]][])('refuses %s', async (_, headers) => {
    const server = await serve((_request, response) => response.end('{}'))
    const { ledger, send } = client()
    expect(await failureOf(send({ ...get(`${server.url}/`), headers }))).toMatchObject({ reason: 'forbidden-host' })
    expect(server.received).toEqual([])
    expect(ledger.rows).toEqual([])
  })

  it.each(['/a/../b', '/a b', '/\\evil.example', '/a\tb', '/é'])(
    'refuses the address %j, which would be sent as another one than shown',
    async (path) => {
      const server = await serve((_, response) => response.end('{}'))
      const sending = client().send(get(`${server.url}${path}`))
      expect(await failureOf(sending)).toMatchObject({ reason: 'forbidden-host' })
      expect(server.received).toEqual([])
    },
  )

  it('refuses a credential with a line break without quoting it', async () => {
    const server = await serve((_, response) => response.end('{}'))
    const { send } = client()
    const broken = {
      headers: [['Authorization', `Bearer ${TOKEN}\r\nX-Evil: 1`] as const],
      query: [],
      secrets: [TOKEN],
    }
    await failureOf(send(get(`${server.url}/`), { credential: broken }))
    expect(server.received).toEqual([])
  })

  it('refuses an unknown method, a body on a read and a request above 1 MB', async () => {
    const server = await serve((_, response) => response.end('{}'))
    const { send } = client()
    await failureOf(send({ ...get(`${server.url}/`), method: 'TRACE' }))
    await failureOf(send({ ...get(`${server.url}/`), body: 'x' }))
    expect(await failureOf(send({ ...post(`${server.url}/`), body: 'x'.repeat(1_048_577) }))).toMatchObject({
      reason: 'too-large',
    })
    expect(server.received).toEqual([])
  })
})

describe('redirects', () => {
  const redirect = (status: number, location: string) =>
    serve((_, response) => response.writeHead(status, { location }).end())

  it.each([301, 302, 303, 307, 308])(
    'status %i to another host is not followed and carries nothing there',
    async (status) => {
      const evil = await serve((_, response) => response.end('{}'))
      const server = await redirect(status, `${evil.url}/steal`)
      const { ledger, send } = client()
      expect(await failureOf(send(get(`${server.url}/`)))).toMatchObject({ reason: 'forbidden-host' })
      expect(evil.received).toEqual([])
      expect(ledger.rows).toHaveLength(1)
    },
  )

  it.each([
    '//evil.example/',
    'file:///etc/passwd',
    'http://localhost/',
    'https://user@evil.example/',
    'http://[',
    '\\\\evil.example\\x',
  ])('a redirect to %s is not followed', async (location) => {
    const server = await redirect(302, location)
    const { send } = client()
    expect(await failureOf(send(get(`${server.url}/`)))).toMatchObject({ reason: 'forbidden-host' })
    expect(server.received).toHaveLength(1)
  })

  it('a read is followed on the same origin, with a ledger row for each hop', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/new') response.end('{"ok":true}')
      else response.writeHead(302, { location: '/new#part' }).end()
    })
    const { ledger, send } = client()
    expect((await send(get(`${server.url}/old`))).json()).toEqual({ ok: true })
    expect(ledger.rows.map((row) => row.entry.request.url)).toEqual([`${server.url}/old`, `${server.url}/new`])
  })

  it('a redirect to another origin of the list is not followed either', async () => {
    const other = await serve((_, response) => response.end('{}'))
    const server = await redirect(302, `${other.url}/`)
    const sending = client().send(get(`${server.url}/`), { origins: [server.url, other.url] })
    expect(await failureOf(sending)).toMatchObject({ reason: 'forbidden-host' })
    expect(other.received).toEqual([])
  })

  it('a loop ends after three hops', async () => {
    const server = await redirect(302, '/again')
    await failureOf(client().send(get(`${server.url}/`)))
    expect(server.received).toHaveLength(4)
  })

  it('a change is never sent again', async () => {
    const server = await redirect(307, '/again')
    expect(await failureOf(client().send(post(`${server.url}/`)))).toMatchObject({ reason: 'forbidden-host' })
    expect(server.received).toHaveLength(1)
  })
})

describe('answers that fail', () => {
  it('a server that never answers is a time-out, and a change that was sent is indeterminate', async () => {
    const server = await serve(() => undefined)
    const { ledger, send } = client()
    expect(await failureOf(send(get(`${server.url}/`), { headerTimeoutMs: 100 }))).toMatchObject({ reason: 'timeout' })
    const change = await failureOf(send(post(`${server.url}/`), { headerTimeoutMs: 100 }))
    expect(change).toMatchObject({ reason: 'other', message: expect.stringContaining('may have been carried out') })
    expect(ledger.rows.map((row) => row.outcome?.status)).toEqual(['failed', 'indeterminate'])
  })

  it('an answer that drips for ever ends with the total time', async () => {
    const url = await serveBytes((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
      const timer = setInterval(() => socket.write('1\r\n \r\n'), 10)
      socket.on('close', () => clearInterval(timer))
    })
    expect(await failureOf(client().send(get(`${url}/`), { timeoutMs: 200 }))).toMatchObject({ reason: 'timeout' })
  })

  it('headers that drip, or early hints without end, end with the header time', async () => {
    for (const piece of ['X', 'HTTP/1.1 103 Early Hints\r\n\r\n']) {
      const url = await serveBytes((socket) => {
        if (piece === 'X') socket.write('HTTP/1.1 200 OK\r\nX-Slow: ')
        const timer = setInterval(() => socket.write(piece), 10)
        socket.on('close', () => clearInterval(timer))
      })
      expect(await failureOf(client().send(get(`${url}/`), { headerTimeoutMs: 150 }))).toMatchObject({
        reason: 'timeout',
      })
    }
  })

  it('a body without end and a gzip bomb stop at the cap', async () => {
    const endless = await serveBytes((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
      const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`
      const fill = () => {
        while (!socket.destroyed && socket.write(chunk));
      }
      socket.on('drain', fill)
      fill()
    })
    expect(await failureOf(client().send(get(`${endless}/`), { maxBytes: 1_000_000 }))).toMatchObject({
      reason: 'too-large',
    })
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024))
    const server = await serve((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb))
    expect(await failureOf(client().send(get(`${server.url}/`)))).toMatchObject({ reason: 'too-large' })
  })

  it.each([
    ['cut gzip', 'Content-Encoding: gzip\r\n', gzipSync('{"a":"'.padEnd(500, 'x')).subarray(0, 20), 'malformed'],
    ['plain text that claims to be gzip', 'Content-Encoding: gzip\r\n', Buffer.from('{"a":1}'), 'malformed'],
    ['a compression nobody asked for', 'Content-Encoding: br\r\n', Buffer.from('x'), 'malformed'],
    ['a body shorter than announced', 'Content-Length: 50\r\n', Buffer.from('{}'), 'unreachable'],
    [
      'a chunk of impossible size',
      'Transfer-Encoding: chunked\r\n',
      Buffer.from('ffffffffffffffffff\r\n{}'),
      'unreachable',
    ],
    ['headers of 64 KB', `X-Long: ${'x'.repeat(65_536)}\r\n`, Buffer.from('{}'), 'malformed'],
  ])('%s is told apart', async (_, header, body, reason) => {
    const url = await serveBytes((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${header}\r\n`)
      socket.end(body)
    })
    expect(await failureOf(client().send(get(`${url}/`)))).toMatchObject({ code: 'request-failed', reason })
  })

  it('a closed port and an aborted request are told apart', async () => {
    const url = await serveBytes((socket) => socket.destroy())
    expect(await failureOf(client().send(get(`${url}/`)))).toMatchObject({ reason: 'unreachable' })
    const { ledger, send } = client()
    expect(await failureOf(send(post('http://127.0.0.1:1/')))).toMatchObject({ reason: 'unreachable' })
    expect(ledger.rows[0]?.outcome?.status).toBe('failed')
    const stop = new AbortController()
    const server = await serve(() => stop.abort())
    expect(await failureOf(client().send(get(`${server.url}/`), { signal: stop.signal }))).toMatchObject({
      reason: 'other',
    })
  })

  it.each(['<html>Sign in to the wifi</html>', '{"a":', '[1,]', `${'['.repeat(300)}${']'.repeat(300)}`, '{"a":1}x'])(
    'a body that is not JSON is malformed, with its start: %s',
    async (body) => {
      const server = await serve((_, response) => response.end(body))
      const response = await client().send(get(`${server.url}/`))
      expect(() => response.json()).toThrow(AppFailure)
    },
  )

  it('reads a byte order mark, another character set and an empty body', async () => {
    const bodies: [string, Buffer][] = [
      ['application/json', Buffer.from('\ufeff{"a":"é"}')],
      ['application/json; charset=iso-8859-1', Buffer.from('{"a":"é"}', 'latin1')],
    ]
    for (const [type, body] of bodies) {
      const server = await serve((_, response) => response.writeHead(200, { 'content-type': type }).end(body))
      expect((await client().send(get(`${server.url}/`))).json()).toEqual({ a: 'é' })
    }
    const server = await serve((_, response) => response.writeHead(204).end())
    expect((await client().send(get(`${server.url}/`))).json()).toBeNull()
  })
})

describe('a service that echoes', () => {
  it('never brings the secret back, in whatever form', async () => {
    const forms = [
      TOKEN,
      Buffer.from(TOKEN).toString('base64'),
      Buffer.from(TOKEN).toString('base64url'),
      Buffer.from(TOKEN).toString('hex'),
    ]
    const server = await serve((request, response) => {
      const { authorization } = request.headers
      response.writeHead(200, { 'x-echo': authorization ?? '', 'set-cookie': 'session=1' })
      response.end(JSON.stringify({ authorization, forms, [TOKEN]: 1, escaped: 'x' }).replace('tok-', '\\u0074ok-'))
    })
    const { ledger, send } = client()
    const response = await send(get(`${server.url}/`))
    const seen = JSON.stringify([...response.headers, response.json(), ledger.rows])
    for (const form of [...forms, 'session=1']) expect(seen).not.toContain(form)
  })

  it('never shows it when the echo is not JSON', async () => {
    const server = await serve((request, response) => response.end(`<p>${request.headers.authorization}</p>`))
    const response = await client().send(get(`${server.url}/`))
    expect(response.text).toContain('•••')
    expect(() => response.json()).toThrow(/•••/)
    expect(() => response.json()).not.toThrow(new RegExp(TOKEN))
  })
})
