import { z } from 'zod'
import type { HttpContext } from '../define'
import { SourceProblem } from '../define'
import { readShape } from '../http/shape'
import { refuseOthers } from './failures'
import type { Linked } from './fields'

const AT_ONCE = 1000

const Id = z.union([z.number(), z.string()]).transform(String)
const Paging = z.object({ next: z.object({ after: z.string() }).optional() }).optional()
const Answer = z.object({
  results: z.array(z.object({ from: z.object({ id: Id }), to: z.array(z.object({ toObjectId: Id })), paging: Paging })),
  // A record without any is told of as one that was not found.
  errors: z.array(z.object({ category: z.string().optional(), message: z.string().optional() })).default([]),
})
type Input = { id: string; after?: string }

/**
 * By the ids of records, those of what they are associated with, in one order whatever the service's.
 * https://developers.hubspot.com/docs/api-reference/crm-associations-v4/guide
 */
export async function readLinks(
  context: HttpContext,
  from: string,
  to: Linked,
  ids: readonly string[],
): Promise<Map<string, string[]>> {
  const found = new Map(ids.map((id) => [id, new Set<string>()]))
  let inputs: Input[] = ids.map((id) => ({ id }))
  while (inputs.length > 0) {
    const [some, others] = [inputs.slice(0, AT_ONCE), inputs.slice(AT_ONCE)]
    const { results, errors } = readShape(Answer, await askFor(context, `${from}/${to}`, some))
    refuseOthers(errors)
    for (const { from: record, to: linked } of results)
      for (const { toObjectId } of linked) found.get(record.id)?.add(toObjectId)
    inputs = [...others, ...more(some, results)]
  }
  return new Map([...found].map(([id, linked]) => [id, [...linked].sort(byNumber)]))
}

const byNumber = (one: string, other: string): number => one.length - other.length || (one < other ? -1 : 1)

function more(asked: readonly Input[], results: z.infer<typeof Answer>['results']): Input[] {
  const left = results.flatMap(({ from, paging }) => (paging?.next ? [{ id: from.id, after: paging.next.after }] : []))
  if (left.some(({ id, after }) => asked.some((input) => input.id === id && input.after === after)))
    throw new SourceProblem({ kind: 'fatal', message: 'HubSpot gives the same associations again and again' })
  return left
}

/** Where associations may not be read any more, the field for them is no longer offered. */
async function askFor(context: HttpContext, pair: string, inputs: Input[]) {
  try {
    return await context.request({ path: `/crm/v4/associations/${pair}/batch/read`, json: { inputs } })
  } catch (error) {
    if (!(error instanceof SourceProblem) || error.verdict.kind !== 'stream-unavailable') throw error
    throw new SourceProblem({ kind: 'schema-changed', message: error.verdict.message })
  }
}
