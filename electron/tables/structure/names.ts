import { AppFailure } from '../../../shared/errors'

/** The name itself, or with the first number that makes it free. Upper and lower case count as the same. */
export function freeName(wanted: string, taken: readonly string[]): string {
  const lower = new Set(taken.map((name) => name.toLowerCase()))
  let name = wanted
  for (let number = 2; lower.has(name.toLowerCase()); number += 1) name = `${wanted} ${number}`
  return name
}

/** Fails with `conflict`. */
export function refuseTaken(name: string, taken: readonly string[], what: 'table' | 'field' | 'view'): void {
  if (taken.some((one) => one.toLowerCase() === name.toLowerCase()))
    throw new AppFailure({ code: 'conflict', message: `Another ${what} is named ${name}` })
}

/** The first name that is there a second time, however it is written. */
export function findTwice(names: readonly string[]): string | undefined {
  const seen = new Set<string>()
  return names.find((name) => seen.size === seen.add(name.toLowerCase()).size)
}

export function refuse(message: string): never {
  throw new AppFailure({ code: 'refused', message })
}

/** For example "1,204 records" or "1 record". */
export const countOf = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
