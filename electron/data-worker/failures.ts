import { AppFailure } from '../../shared/errors'
import type { CallFailure } from './protocol'

export const toCallFailure = (error: unknown): CallFailure =>
  error instanceof AppFailure
    ? { error: error.error }
    : { unexpected: error instanceof Error ? (error.stack ?? error.message) : String(error) }

export const fromCallFailure = (failure: CallFailure): Error =>
  'error' in failure ? new AppFailure(failure.error) : new Error(failure.unexpected)
