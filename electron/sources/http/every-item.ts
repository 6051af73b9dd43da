import { z } from 'zod'
import { type HttpContext, SourceProblem, type SourceRequest } from '../define'
import { readShape } from './shape'

type Cursor = { start_cursor?: string }

/** A short list in whole, page by page from its beginning, as `results` with a `next_cursor`. */
export async function everyItem<T>(
  { request }: HttpContext,
  item: z.ZodType<T>,
  ask: (at: Cursor) => SourceRequest,
): Promise<T[]> {
  const shape = z.object({ results: z.array(item), next_cursor: z.string().nullish() })
  const items: T[] = []
  const seen = new Set<string>()
  for (let at: Cursor = {}; ; ) {
    const { results, next_cursor } = readShape(shape, await request(ask(at)))
    items.push(...results)
    if (!next_cursor) return items
    if (seen.has(next_cursor))
      throw new SourceProblem({ kind: 'fatal', message: 'The service gives the same page again and again' })
    seen.add(next_cursor)
    at = { start_cursor: next_cursor }
  }
}
