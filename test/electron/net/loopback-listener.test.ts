import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { expect, it } from 'vitest'
import { type LoopbackListener, listenOnLoopback } from '../../../electron/net/loopback-listener'

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'))
const get = (url: string) => fetch(url, { headers: { connection: 'close' } })

it('ends by itself with the first answer that was waited for', async () => {
  const queries: string[] = []
  const listener = await listenOnLoopback({ port: 0, onAnswer: (query) => queries.push(query) === 2 })
  expect((await get(`${listener.redirectUri}?a=1?b`)).status).toBe(400)
  expect((await get(`${listener.redirectUri}?c`)).status).toBe(200)
  await expect(get(`${listener.redirectUri}?d`)).rejects.toThrow()
  expect(queries).toEqual(['a=1?b', 'c'])
})

it('sends its page although it is closed the moment the answer is there', async () => {
  const listeners: LoopbackListener[] = []
  const onAnswer = () => {
    for (const listener of listeners) listener.close()
    return true
  }
  listeners.push(await listenOnLoopback({ port: 0, onAnswer }))
  const page = await get(listeners[0]?.redirectUri ?? '')
  expect(await page.text()).toContain('Patchbay has the answer')
})

it('is reached on 127.0.0.1 only, and its port is free again at once', async () => {
  const first = await listenOnLoopback({ port: 0, onAnswer: () => false })
  const { port } = new URL(first.redirectUri)
  await expect(get(`http://[::1]:${port}/callback`)).rejects.toThrow()
  await expect(listenOnLoopback({ port: Number(port), onAnswer: () => false })).rejects.toThrow(port)
  first.close()
  const second = await listenOnLoopback({ port: Number(port), onAnswer: () => false })
  expect(second.redirectUri).toBe(first.redirectUri)
  second.close()
})

it.skipIf(!hasIpv6)('is reached by the name localhost on both of its addresses, and by no other name', async () => {
  const queries: string[] = []
  const listener = await listenOnLoopback({
    ...{ port: 0, host: 'localhost' },
    onAnswer: (query) => queries.push(query) > 2,
  })
  const { host, port } = new URL(listener.redirectUri)
  expect(listener.redirectUri).toBe(`http://localhost:${port}/callback`)
  expect(await statusOf({ address: '127.0.0.1', port, host, query: 'a' })).toBe(400)
  expect(await statusOf({ address: '127.0.0.1', port, host: `127.0.0.1:${port}`, query: 'b' })).toBe(404)
  expect(await statusOf({ address: '127.0.0.1', port, host: `localhost.evil.example:${port}`, query: 'c' })).toBe(404)
  expect(await statusOf({ address: '::1', port, host, query: 'd' })).toBe(400)
  expect(await statusOf({ address: '::1', port, host, query: 'e' })).toBe(200)
  expect(queries).toEqual(['a', 'd', 'e'])
  await expect(statusOf({ address: '127.0.0.1', port, host, query: 'f' })).rejects.toThrow('ECONNREFUSED')
})

it.skipIf(!hasIpv6)('says so when something else has its port on one of the two addresses', async () => {
  const other = createServer()
  await new Promise<void>((done) => other.listen(0, '::1', done))
  const { port } = other.address() as AddressInfo
  const failing = listenOnLoopback({ port, host: 'localhost', onAnswer: () => false })
  await expect(failing).rejects.toMatchObject({
    error: { reason: 'busy', message: expect.stringContaining(String(port)) },
  })
  const free = await listenOnLoopback({ port, onAnswer: () => false })
  free.close()
  await new Promise((done) => other.close(done))
})

type Asked = { address: string; port: string; host: string; query: string }

const statusOf = ({ address, port, host, query }: Asked): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const path = `/callback?${query}`
    const asked = request({ hostname: address, port, path, headers: { host }, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    asked.on('error', reject)
    asked.end()
  })
