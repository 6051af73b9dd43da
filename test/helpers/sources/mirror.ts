import type { Selection, SourcePage } from '../../../electron/sources/define'
import type { JsonValue } from '../../../shared/domain/common'
import { rowsOf } from './rows-of'

type Cell = string | number | null

/** A table by key that pages are put into: what the engine does with them, without the engine. */
export type Mirror = {
  rows: Map<string, Cell[]>
  /** Reads to the end. `stopAfter` gives up after so many pages, as a kill does, and answers where to go on. */
  take(
    pages: AsyncIterable<SourcePage>,
    stopAfter?: number,
  ): Promise<{ pages: number; resume: JsonValue; done: boolean }>
}

export function createMirror(selection: Selection): Mirror {
  const places = selection.fields.flatMap(({ primaryKey }, index) => (primaryKey ? [index] : []))
  const rows = new Map<string, Cell[]>()
  const keyOfRow = (row: Cell[]) => JSON.stringify(places.map((place) => String(row[place])))
  return {
    rows,
    async take(pages, stopAfter = Number.POSITIVE_INFINITY) {
      let [taken, resume]: [number, JsonValue] = [0, null]
      for await (const page of pages) {
        for (const row of await rowsOf(page)) rows.set(keyOfRow(row), row)
        for (const key of page.deleted ?? []) rows.delete(JSON.stringify(key))
        taken += 1
        resume = page.resume
        if (taken >= stopAfter) return { pages: taken, resume, done: false }
      }
      return { pages: taken, resume, done: true }
    },
  }
}

/** Every field of a stream, unfiltered. */
export const wholeStream = (stream: Selection['stream']): Selection => ({ stream, fields: stream.fields, filters: [] })

/** The same numbers for the same seed; between 0 and 1. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
