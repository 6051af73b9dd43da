import type { z } from 'zod'
import { type SourceAnswer, SourceProblem } from '../define'

/** The body in the shape that the API promises; fails with `fatal` for another, since asking again does not change it. */
export function readShape<T>(schema: z.ZodType<T>, answer: SourceAnswer): T {
  const read = schema.safeParse(answer.json())
  if (read.success) return read.data
  throw new SourceProblem({ kind: 'fatal', message: 'The service answered in a form that is not known here' })
}
