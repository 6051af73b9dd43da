/** Lower case without accents. */
export const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Equal for singular and plural: invoices and invoice, companies and company, boxes and box. */
export function stem(word: string): string {
  const plural = word.length > 2 && /s$/.test(word) && !/(ss|us|is)$/.test(word)
  const single = plural ? word.slice(0, -1) : word
  const bare = single.length > 3 ? single.replace(/e$/, '') : single
  return bare.length > 3 ? bare.replace(/y$/, 'i') : bare
}

/** The words of a name such as `SalesOrder`, `first_name` or `Sales orders`. */
const wordsOf = (name: string): string[] =>
  fold(name.replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2').replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2'))
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')

export const stemsOf = (name: string): string[] => wordsOf(name).map(stem)

const SMALL = new Set(
  'a an the of for in on at to by from with and or is are be was all any my our me it its this that there'.split(' '),
)
const isSmallWord = (word: string): boolean => SMALL.has(fold(word))

/** 1 for the same name, 0.9 when only joined differently, 0.8 for some of its words, 0.7 for a typing mistake, 0 otherwise. */
export function nameScore(said: readonly string[], name: readonly string[]): number {
  if (said.length === 0 || name.length === 0) return 0
  const [a, b] = [said.join(' '), name.join(' ')]
  if (a === b) return 1
  if (said.join('') === name.join('')) return 0.9
  if (said.length < name.length && said.every((word) => word.length > 2 && name.includes(word))) return 0.8
  const allowed = b.length >= 9 ? 2 : b.length >= 5 ? 1 : 0
  return allowed > 0 && a[0] === b[0] && distance(a, b) <= allowed ? 0.7 : 0
}

function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1)
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[b.length] ?? 3
}

export type Mention<T> = { start: number; end: number; score: number; found: T[] }

type Named = { name: string }
type Word = { text: string; start: number; end: number }

/** Where a text names one of the candidates: the best match, then the longest, then the first. Ties are all in `found`. */
export function findMention<T extends Named>(text: string, candidates: readonly T[]): Mention<T> | null {
  const words = [...text.matchAll(/[\p{L}\p{N}_]+/gu)].map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }))
  const names = candidates.map((candidate) => ({ candidate, stems: stemsOf(candidate.name) }))
  let best: (Mention<T> & { length: number }) | null = null
  for (let length = Math.min(4, words.length); length >= 1; length--) {
    for (let first = 0; first + length <= words.length; first++) {
      const mention = scoreAt(words.slice(first, first + length), names)
      if (mention && (!best || mention.score > best.score)) best = { ...mention, length }
    }
  }
  return best
}

function scoreAt<T>(words: readonly Word[], names: readonly { candidate: T; stems: string[] }[]): Mention<T> | null {
  const [first, last] = [words[0], words.at(-1)]
  if (!first || !last || isSmallWord(first.text) || isSmallWord(last.text)) return null
  const said = words.flatMap((word) => stemsOf(word.text))
  const scored = names.map(({ candidate, stems }) => ({ candidate, score: nameScore(said, stems) }))
  const score = Math.max(0, ...scored.map((one) => one.score))
  if (score === 0) return null
  const found = scored.filter((one) => one.score === score).map((one) => one.candidate)
  return { start: first.start, end: last.end, score, found }
}
