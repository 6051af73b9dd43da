import type { SetTimer } from '../../../electron/data-connections/scheduler'

export type Clock = {
  now: () => Date
  setTimer: SetTimer
  /** Moves on, running each timer at its time and letting what it began settle. */
  advance: (ms: number) => Promise<void>
  /** Time passes and no timer runs, as while a computer sleeps. */
  sleep: (ms: number) => void
  /** How many timers wait. */
  timers: () => number
  /** Somebody sets the clock: timers go on as they were. */
  setBack: (ms: number) => void
}

/** A clock that stands until it is moved. `settle` waits for what a timer began. */
export function createClock(start: string, settle: () => Promise<void>): Clock {
  let time = Date.parse(start)
  let timers: { id: number; at: number; done: () => void }[] = []
  let last = 0
  return {
    now: () => new Date(time),
    setTimer(ms, done) {
      last += 1
      const id = last
      timers.push({ id, at: time + ms, done })
      return () => {
        timers = timers.filter((one) => one.id !== id)
      }
    },
    async advance(ms) {
      const end = time + ms
      for (;;) {
        await settle()
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        timers = timers.filter((one) => one !== next)
        time = Math.max(time, next.at)
        next.done()
      }
      time = end
    },
    timers: () => timers.length,
    sleep(ms) {
      time += ms
    },
    setBack(ms) {
      time -= ms
      timers = timers.map((timer) => ({ ...timer, at: timer.at - ms }))
    },
  }
}
