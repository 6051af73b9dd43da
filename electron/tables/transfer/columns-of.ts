import { MOST_COLUMNS } from './source-row'

/** Names for columns: none is empty, too long or twice there. */
export function columnNames(given: (string | null)[]): string[] {
  const taken = new Set<string>()
  return given.map((name, index) => {
    const wanted = (name ?? '').trim().slice(0, 110).trim() || `Column ${index + 1}`
    let free = wanted
    for (let number = 2; taken.has(free.toLowerCase()); number += 1) free = `${wanted} ${number}`
    taken.add(free.toLowerCase())
    return free
  })
}

/** The keys of objects in the order in which they are first met. Null when there are too many. */
export function keysOf(objects: object[]): string[] | null {
  const keys = new Set(objects.flatMap((object) => Object.keys(object)))
  return keys.size > MOST_COLUMNS ? null : [...keys]
}
