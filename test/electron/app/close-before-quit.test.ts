import { EventEmitter } from 'node:events'
import { describe, expect, it, vi } from 'vitest'
import { closeBeforeQuit, quitAfter } from '../../../electron/app/close-before-quit'

/** Quits as Electron does: a `quit` during `will-quit` is dropped, and a prevented one can be asked for again. */
function fakeApp() {
  const emitter = new EventEmitter()
  let isQuitting = false
  let ended = false
  const app = {
    on: emitter.on.bind(emitter) as never,
    quit() {
      if (isQuitting) return
      isQuitting = true
      let isPrevented = false
      emitter.emit('before-quit', { preventDefault: () => (isPrevented = true) })
      if (isPrevented) {
        isQuitting = false
        return
      }
      emitter.emit('will-quit', { preventDefault: () => (isPrevented = true) })
      // Electron goes on in C++ once the event is answered; promises that are settled by then run before that.
      setImmediate(() => {
        isQuitting = false
        ended ||= !isPrevented
      })
    },
  }
  return { app, hasEnded: () => ended }
}

describe('quitting', () => {
  it('waits until everything is closed', async () => {
    const { app, hasEnded } = fakeApp()
    let closed = () => {}
    closeBeforeQuit(app, { close: () => new Promise((done) => (closed = done)), patience: 60_000, onFailure: () => {} })
    app.quit()
    await new Promise((done) => setTimeout(done, 30))
    expect(hasEnded()).toBe(false)
    closed()
    await vi.waitFor(() => expect(hasEnded()).toBe(true))
  })

  it('ends when there was nothing to close', async () => {
    const { app, hasEnded } = fakeApp()
    closeBeforeQuit(app, { close: async () => {}, patience: 60_000, onFailure: () => {} })
    app.quit()
    await vi.waitFor(() => expect(hasEnded()).toBe(true))
  })

  it('ends when closing fails, and says so', async () => {
    const { app, hasEnded } = fakeApp()
    const failures: unknown[] = []
    const close = () => Promise.reject(new Error('stuck'))
    closeBeforeQuit(app, { close, patience: 60_000, onFailure: (error) => failures.push(error) })
    app.quit()
    await vi.waitFor(() => expect(hasEnded()).toBe(true))
    expect(failures).toEqual([new Error('stuck')])
  })

  it('waits until the first window stands, and ends by itself then', async () => {
    const { app, hasEnded } = fakeApp()
    let stands = () => {}
    quitAfter(app, new Promise<void>((done) => (stands = done)))
    app.quit()
    app.quit()
    await new Promise((done) => setTimeout(done, 30))
    expect(hasEnded()).toBe(false)
    stands()
    await vi.waitFor(() => expect(hasEnded()).toBe(true))
  })

  it('ends when closing never ends', async () => {
    const { app, hasEnded } = fakeApp()
    closeBeforeQuit(app, { close: () => new Promise(() => {}), patience: 20, onFailure: () => {} })
    app.quit()
    await vi.waitFor(() => expect(hasEnded()).toBe(true))
  })
})
