import { z } from 'zod'
import { Json, type JsonValue } from '../../../shared/domain/common'
import { SourceProblem } from '../define'
import { unless } from './unless'

/** `since` lasts; `within` leads on among records that are too many for one page at the same time, and may be forgotten. */
const Place = z.object({ turn: z.number().int().min(0), since: z.string().nullable(), within: Json })
export type Place = z.infer<typeof Place>

type Part<T> = {
  records: readonly T[]
  /** From when to ask on so that nothing is left out: of two, the later one is the greater text. Absent when nothing came. */
  reached?: string | undefined
  /** Leads to the next page of the same question, null without one. */
  within: JsonValue
  more: boolean
}

type Walk<T> = {
  /** After which page to go on, null from the beginning. */
  resume: JsonValue
  /** Where a turn begins. */
  since: string | null
  /** So many times from the beginning, one for each question where one does not find everything; 1 when left out. */
  turns?: number
  /** Fails with `restart-page` once `within` is no longer good. */
  ask(place: Place): Promise<Part<T>>
}

const MOST_STALLS = 10

/**
 * Pages of records in the order of a time, each asked for by the time that was reached and not by the page before, which
 * shifts when records change and whose token expires.
 */
export async function* inTimeOrder<T>(walk: Walk<T>): AsyncGenerator<{ records: readonly T[]; resume: Place }> {
  const start = walk.resume === null ? beginningOf(walk, 0) : Place.parse(walk.resume)
  for (let { turn } = start; turn < (walk.turns ?? 1); turn += 1)
    yield* oneTurn(walk, turn === start.turn ? start : beginningOf(walk, turn))
}

const beginningOf = ({ since }: Walk<unknown>, turn: number): Place => ({ turn, since, within: null })

async function* oneTurn<T>(walk: Walk<T>, start: Place) {
  let place = start
  for (let stalls = 0; stalls < MOST_STALLS; ) {
    const part = await unless(walk.ask(place), 'restart-page')
    if (!part) {
      place = { ...place, within: null }
      stalls += 1
      continue
    }
    const next = part.more ? follow(place, part) : beginningOf(walk, place.turn + 1)
    if (part.records.length > 0) yield { records: part.records, resume: next }
    if (!part.more) return
    if (next.since !== place.since) stalls = 0
    place = next
  }
  throw new SourceProblem({ kind: 'retry', message: 'The records changed faster than they could be read' })
}

function follow(place: Place, { reached, within }: Part<unknown>): Place {
  if (reached !== undefined && (place.since === null || reached > place.since))
    return { turn: place.turn, since: reached, within: null }
  if (within === null || JSON.stringify(within) === JSON.stringify(place.within))
    throw new SourceProblem({ kind: 'fatal', message: 'The service gives the same records again and again' })
  return { ...place, within }
}
