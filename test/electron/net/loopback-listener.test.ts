import { expect, it } from 'vitest'
import { type LoopbackListener, listenOnLoopback } from '../../../electron/net/loopback-listener'

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
