import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isLoopbackHost, isPrivateAddress, isPrivateHost, publicLookup } from '../../../electron/net/address'
import { createHttp } from '../../../electron/net/http'
import { byPerson, listLedger, serve } from './loopback'

const targets: string[] = JSON.parse(
  readFileSync(new URL('../../fixtures/net/ssrf-targets.json', import.meta.url), 'utf8'),
)
const credential = {
  headers: [['Authorization', 'Bearer tok-9f8e7d6c'] as const],
  query: [],
  secrets: ['tok-9f8e7d6c'],
}
const get = (url: string) => ({ method: 'GET', url, headers: [], body: null })

function client() {
  const ledger = listLedger()
  return { ledger, http: createHttp({ ledger, redact: (text) => text, now: () => new Date() }) }
}

/** The bytes of the text, as a server that knows no encoding would send them. */
const asHeader = (text: string) => Buffer.from(text).toString('latin1')

describe('an account of https://api.stripe.com', () => {
  // The last one is a page of the right host; where it leads is refused as a redirect.
  it.each(targets.filter((target) => !target.startsWith('https://api.stripe.com/')))('never calls %s', async (url) => {
    const { ledger, http } = client()
    const sending = http.send(get(url), { origins: ['https://api.stripe.com'], credential, context: byPerson })
    await expect(sending).rejects.toMatchObject({ error: { code: 'request-failed', reason: 'forbidden-host' } })
    expect(ledger.rows).toEqual([])
  })
})

describe('a read that is answered with a redirect', () => {
  it.each(targets.filter((target) => !target.startsWith('/')))('does not follow it to %s', async (location) => {
    const server = await serve((_, response) => response.writeHead(302, { location: asHeader(location) }).end())
    const { ledger, http } = client()
    const sending = http.send(get(`${server.url}/`), { origins: [server.url], credential, context: byPerson })
    await expect(sending).rejects.toMatchObject({ error: { code: 'request-failed', reason: 'forbidden-host' } })
    expect(ledger.rows).toHaveLength(1)
  })
})

describe('private addresses', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '192.168.1.1',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    'fe80::1',
    'fd00::1',
    '64:ff9b::7f00:1',
  ])('%s is one', (address) => expect(isPrivateAddress(address)).toBe(true))

  it.each(['1.1.1.1', '172.32.0.1', '2606:4700::1111', 'acme.atlassian.net'])('%s is none', (address) =>
    expect(isPrivateAddress(address)).toBe(false),
  )

  it('are known by the host of a URL', () => {
    expect(isPrivateHost('[::1]')).toBe(true)
    expect(isPrivateHost('box.localhost')).toBe(true)
    expect(isPrivateHost('localhost.example')).toBe(false)
    expect(isLoopbackHost('127.0.0.2')).toBe(true)
    expect(isLoopbackHost('10.0.0.1')).toBe(false)
  })

  it('are refused when a name resolves to one', async () => {
    const error = await new Promise((resolve) => publicLookup('localhost', { all: true }, resolve))
    expect(error).toMatchObject({ code: 'EPRIVATE' })
  })

  it('are not called over plain http unless it is this machine', async () => {
    const sending = client().http.send(get('http://10.0.0.1/'), {
      origins: ['http://10.0.0.1'],
      credential,
      context: byPerson,
    })
    await expect(sending).rejects.toMatchObject({ error: { reason: 'forbidden-host' } })
  })
})
