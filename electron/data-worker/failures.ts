import { AppFailure } from '../../shared/errors'
import { SourceProblem } from '../sources/define'
import type { CallFailure } from './protocol'

export function toCallFailure(error: unknown): CallFailure {
  if (error instanceof AppFailure) return { error: error.error }
  if (error instanceof SourceProblem) return { verdict: error.verdict }
  return { unexpected: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}

export function fromCallFailure(failure: CallFailure): Error {
  if ('error' in failure) return new AppFailure(failure.error)
  return 'verdict' in failure ? new SourceProblem(failure.verdict) : new Error(failure.unexpected)
}
