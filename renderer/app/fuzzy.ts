const START = 10
const RUN = 6
const PLAIN = 1

/**
 * How well `query` fits `text`, 0 when its letters do not all occur in order. Starts of words and unbroken runs count
 * more, so "ndc" finds "New data connection" before anything that merely holds the letters.
 */
export function fuzzyScore(query: string, text: string): number {
  const wanted = query.toLocaleLowerCase().replace(/\s+/g, '')
  if (!wanted) return 1
  const hay = text.toLocaleLowerCase()
  const exact = hay.indexOf(query.trim().toLocaleLowerCase())
  if (exact >= 0) return 1000 + (startsWord(hay, exact) ? 500 : 0) - exact - hay.length / 100
  return lettersScore(wanted, hay)
}

function lettersScore(wanted: string, hay: string): number {
  let score = 0
  let at = -1
  for (const letter of wanted) {
    const next = bestNext(hay, letter, at)
    if (next < 0) return 0
    score += startsWord(hay, next) ? START : next === at + 1 ? RUN : PLAIN
    at = next
  }
  return score / wanted.length - hay.length / 1000
}

/** The next place of a letter; a start of a word further on is preferred to a letter inside one. */
function bestNext(hay: string, letter: string, after: number): number {
  const next = hay.indexOf(letter, after + 1)
  if (next < 0 || next === after + 1 || startsWord(hay, next)) return next
  for (let at = next; at >= 0; at = hay.indexOf(letter, at + 1)) if (startsWord(hay, at)) return at
  return next
}

const startsWord = (hay: string, at: number): boolean => at === 0 || /[\s\-–—_/.,:(]/.test(hay[at - 1] ?? '')

type Findable = { id: string; title: string; keywords?: string }

/** What fits, best first; what was used lately wins ties. Without a query: the recent ones first, then as given. */
export function rank<T extends Findable>(items: readonly T[], query: string, recents: readonly string[]): T[] {
  const age = (item: T) => {
    const at = recents.indexOf(item.id)
    return at < 0 ? recents.length : at
  }
  if (!query.trim()) return items.toSorted((a, b) => age(a) - age(b))
  return items
    .map((item) => ({
      item,
      score: Math.max(
        fuzzyScore(query, item.title),
        fuzzyScore(query, item.keywords ?? '') * (item.keywords ? 0.6 : 0),
      ),
    }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || age(a.item) - age(b.item))
    .map(({ item }) => item)
}
