export type Locks = { run: <T>(key: string, work: () => Promise<T>) => Promise<T> }

/** Work with the same key runs one after the other, in the order in which it was asked for. */
export function createLocks(): Locks {
  const last = new Map<string, Promise<unknown>>()
  return {
    run(key, work) {
      const before = last.get(key) ?? Promise.resolve()
      const mine = before.then(work, work)
      const done = mine.then(
        () => undefined,
        () => undefined,
      )
      last.set(key, done)
      done.then(() => {
        if (last.get(key) === done) last.delete(key)
      })
      return mine
    },
  }
}
