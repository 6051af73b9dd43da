import type { SelectOption } from '../../../shared/domain/table'
import { countOf, refuse } from './names'

/** Choices that a conversion makes from values, beside those that are there. */
const MOST_NEW = 200
const MOST = 500
const COUNTED_TO = 10_000
const LONGEST_NAME = 120
const COLORS = 8

/** The choices of the field that a conversion leads to. */
export type Choices = {
  /** The choice that a text becomes; undefined when it can become none. */
  take(text: string): string | undefined
  /** Those that were made from values. Fails with `refused` when they are too many. */
  made(): string[]
  /** All of them. Fails as `made` does. */
  options(): SelectOption[]
}

/** With `fixed`, values become only the choices that are there, whether written in upper or lower case. */
export function createChoices(base: readonly SelectOption[], { fixed }: { fixed: boolean }): Choices {
  const known = new Set(base.map(({ name }) => name))
  const byLower = new Map(base.map(({ name }) => [name.toLowerCase(), name]))
  const added = new Set<string>()
  const made = () => {
    const count = added.size >= COUNTED_TO ? `more than ${COUNTED_TO.toLocaleString('en')}` : String(added.size)
    if (added.size > MOST_NEW || known.size + added.size > MOST)
      refuse(`There are ${count} different values; at most ${countOf(MOST_NEW, 'choice')} are made from values`)
    return [...added]
  }
  return {
    take(text) {
      const name = text.trim()
      if (name === '' || name.length > LONGEST_NAME) return undefined
      if (known.has(name)) return name
      if (fixed) return byLower.get(name.toLowerCase())
      if (added.size < COUNTED_TO) added.add(name)
      return name
    },
    made,
    options: () => [...base, ...made().map((name, index) => ({ name, color: (base.length + index) % COLORS }))],
  }
}
