import { SourceProblem, type Verdict } from '../define'

/** Null where what was asked for fails for one of these reasons; fails with any other. */
export async function unless<T>(asked: Promise<T>, ...kinds: Verdict['kind'][]): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof SourceProblem && kinds.includes(error.verdict.kind)) return null
    throw error
  }
}
