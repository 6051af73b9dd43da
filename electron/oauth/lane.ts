export type Lane = <T>(key: string, work: () => Promise<T>) => Promise<T>

/** Runs work for one key after the other, so that only one of it changes what is stored. */
export function createLane(): Lane {
  const last = new Map<string, Promise<unknown>>()
  return (key, work) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work)
    const settled = turn
      .catch(() => undefined)
      .then(() => {
        if (last.get(key) === settled) last.delete(key)
      })
    last.set(key, settled)
    return turn
  }
}
