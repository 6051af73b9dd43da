import type { App, Event } from 'electron'

type Closing = {
  /** Ends what is open; settles when nothing is. */
  close: () => Promise<void>
  /** Quits anyway after this long, in milliseconds: a keychain that never answers must not keep the program alive. */
  patience: number
  onFailure: (error: unknown) => void
}

/**
 * Holds quitting back until everything is closed: SQLite handles that are open when the process ends abort it.
 * The second `quit` waits for a turn of the event loop, because one that runs while `will-quit` is still being
 * answered (a promise that is already settled does that) is dropped, and the program would stay without a window.
 */
export function closeBeforeQuit(app: Pick<App, 'on' | 'quit'>, { close, patience, onFailure }: Closing): void {
  let state: 'open' | 'closing' | 'closed' = 'open'
  app.on('will-quit', (event: Event) => {
    if (state === 'closed') return
    event.preventDefault()
    if (state === 'closing') return
    state = 'closing'
    let timer: NodeJS.Timeout | undefined
    const outOfPatience = new Promise<void>((done) => {
      timer = setTimeout(done, patience)
    })
    void Promise.race([close().catch(onFailure), outOfPatience]).then(() => {
      clearTimeout(timer)
      setImmediate(() => {
        state = 'closed'
        app.quit()
      })
    })
  })
}

/**
 * Holds quitting back until the first window stands, or never will: Electron crashes when a window is destroyed while it is
 * being made, and aborts native modules when it ends before it is ready.
 */
export function quitAfter(app: Pick<App, 'on' | 'quit'>, settled: Promise<unknown>): void {
  let isSettled = false
  const waiting = settled.then(() => {
    isSettled = true
  })
  app.on('before-quit', (event: Event) => {
    if (isSettled) return
    event.preventDefault()
    void waiting.then(() => setImmediate(() => app.quit()))
  })
}
