import { describe, expect, it } from 'vitest'
import { createModelFetch } from '../../../electron/net/model-fetch'
import { redactorFor } from '../../../electron/net/redact'
import { AppFailure } from '../../../shared/errors'
import { listLedger, serve } from './loopback'

const KEY = 'sk-0123456789abcdef'
const context = { actor: 'Support agent', threadId: 't1', runId: 'r1' }

function client(limits: { headerTimeoutMs?: number; idleTimeoutMs?: number; maxBytes?: number } = {}) {
  const ledger = listLedger()
  const request = createModelFetch({ ledger, redact: redactorFor([KEY]), ...limits })(context)
  return { ledger, request }
}

const asking = (body: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}`, 'x-api-key': KEY },
  body,
})

describe('a request to a model', () => {
  it('streams, and is in the ledger with its key masked and the start of its body', async () => {
    const server = await serve((_, response) => {
      response.write('data: one\n\n')
      setImmediate(() => response.end('data: two\n\n'))
    })
    const { ledger, request } = client()
    const body = JSON.stringify({ secret: KEY, text: 'x'.repeat(10_000) })
    const response = await request(`${server.url}/v1/chat?key=${KEY}`, asking(body))
    expect(ledger.rows[0]?.outcome).toBeNull()
    expect(await response.text()).toBe('data: one\n\ndata: two\n\n')
    const [row] = ledger.rows
    expect(row?.entry).toMatchObject({ ...context, kind: 'model', requestBytes: Buffer.byteLength(body) })
    expect(row?.entry.request.body).toHaveLength(4096)
    expect(row?.outcome).toMatchObject({ status: 'succeeded', httpStatus: 200, responseBytes: 22, failure: null })
    expect(JSON.stringify(ledger.rows)).not.toContain(KEY)
    expect(server.received[0]?.headers.authorization).toBe(`Bearer ${KEY}`)
  })

  it('is not sent when the ledger cannot be written', async () => {
    const server = await serve((_, response) => response.end())
    const ledger = { ...listLedger(), dispatch: () => Promise.reject(new Error('disk full')) }
    const request = createModelFetch({ ledger, redact: (text) => text })(context)
    await expect(request(server.url, asking('{}'))).rejects.toMatchObject({ error: { code: 'refused' } })
    expect(server.received).toEqual([])
  })

  it('is handed back with its status when the provider refuses it', async () => {
    const server = await serve((_, response) => response.writeHead(429).end('slow down'))
    const { ledger, request } = client()
    const response = await request(server.url, asking('{}'))
    expect([response.status, await response.text()]).toEqual([429, 'slow down'])
    expect(ledger.rows[0]?.outcome).toMatchObject({ status: 'failed', httpStatus: 429 })
  })

  it('is not redirected', async () => {
    const evil = await serve((_, response) => response.end())
    const server = await serve((_, response) => response.writeHead(307, { location: evil.url }).end())
    const { ledger, request } = client()
    await expect(request(server.url, asking('{}'))).rejects.toMatchObject({ error: { code: 'model-failed' } })
    expect(evil.received).toEqual([])
    expect(ledger.rows[0]?.outcome?.status).toBe('failed')
  })

  it('ends when there are no headers, no next piece, or no end', async () => {
    const silent = await serve(() => undefined)
    await expect(client({ headerTimeoutMs: 100 }).request(silent.url, asking('{}'))).rejects.toMatchObject({
      error: { code: 'model-failed', reason: 'timeout' },
    })
    const stalled = await serve((_, response) => response.write('data: one\n\n'))
    const waiting = client({ idleTimeoutMs: 100 })
    const answer = await waiting.request(stalled.url, asking('{}'))
    await expect(answer.text()).rejects.toMatchObject({ error: { reason: 'timeout' } })
    expect(waiting.ledger.rows[0]?.outcome).toMatchObject({ status: 'failed', responseBytes: 11 })
    const endless = await serve((_, response) => response.end('x'.repeat(50_000)))
    const capped = await client({ maxBytes: 10_000 }).request(endless.url, asking('{}'))
    await expect(capped.text()).rejects.toBeInstanceOf(AppFailure)
  })

  it('rejects as fetch does when it is stopped, and the ledger says so', async () => {
    const server = await serve((_, response) => response.write('data: one\n\n'))
    const { ledger, request } = client()
    const stop = new AbortController()
    const response = await request(server.url, { ...asking('{}'), signal: stop.signal })
    const reading = response.text()
    stop.abort()
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
    expect(ledger.rows[0]?.outcome).toMatchObject({ status: 'failed', failure: 'The answer was stopped' })
  })

  it('names an unreachable server without quoting the request', async () => {
    const { request } = client()
    const error = await request(`http://127.0.0.1:1/?key=${KEY}`, asking('{}')).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ error: { code: 'model-failed', reason: 'unreachable' } })
    expect(JSON.stringify(error) + String(error)).not.toContain(KEY)
  })
})
