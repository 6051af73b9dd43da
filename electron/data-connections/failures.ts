import type { Failure } from '../../shared/domain/common'
import type { SyncRunStream } from '../../shared/domain/data-connection'
import { type AppError, AppFailure, describeError, type SourceFailure } from '../../shared/errors'
import { SourceProblem, type Verdict } from '../sources/define'

const ADVICE: Record<Verdict['kind'], string> = {
  retry: 'It is tried again by itself. Check the network and the state of the source if it goes on.',
  'rate-limited': 'Nothing is lost: the sync goes on by itself when the time has come.',
  'refresh-auth': 'Reconnect, with the same account at the source.',
  'needs-reauth': 'Reconnect, with the same account at the source.',
  config: 'Change the settings, then sync again.',
  'stream-unavailable': 'The other streams go on. Ask for read access at the source, or remove this stream.',
  'schema-changed': 'Look through the fields and filters of this stream, then sync again.',
  'restart-page': 'Sync again; it goes on where it stopped.',
  fatal: 'Sync again. The details of the run have the request that failed.',
}

const REASON: Record<Verdict['kind'], SourceFailure> = {
  retry: 'unreachable',
  'rate-limited': 'timeout',
  'refresh-auth': 'auth',
  'needs-reauth': 'auth',
  config: 'not-found',
  'stream-unavailable': 'permission',
  'schema-changed': 'protocol',
  'restart-page': 'protocol',
  fatal: 'protocol',
}

const isAuth = (kind: Verdict['kind']) => kind === 'needs-reauth' || kind === 'refresh-auth'

/** What the engine said, in words for a person. `reason` is the kind of the verdict. */
export const verdictFailure = ({ kind, message }: Verdict): Failure => ({
  message,
  advice: ADVICE[kind],
  reason: isAuth(kind) ? 'needs-reauth' : kind,
})

/** What main itself ran into, such as a locked vault. */
function errorFailure(error: AppError): Failure {
  const { title, advice } = describeError(error)
  return { message: title, advice, reason: error.code === 'needs-secret' ? 'needs-reauth' : error.code }
}

/** For what a person asked for just now: the form that is open says what to correct. */
export function asAppFailure(error: unknown): Error {
  if (error instanceof SourceProblem) {
    const { verdict } = error
    const reason = verdict.kind === 'config' && verdict.about ? verdict.about : REASON[verdict.kind]
    return new AppFailure({ code: 'source-failed', reason, message: verdict.message })
  }
  return error instanceof Error ? error : new Error(String(error))
}

/** `vault`: secrets cannot be read on this computer just now, which says nothing about the source. */
export type ProblemKind = Verdict['kind'] | 'vault'
/** A failure and what follows from it for the schedule. */
export type Problem = { failure: Failure; kind: ProblemKind; until?: string }

/** Reasons that end by themselves once the vault is open. */
export const VAULT: readonly string[] = ['vault-locked', 'vault-wrong-key', 'no-keychain'] satisfies AppError['code'][]
export const waitsForVault = (failure: Failure | null): boolean => VAULT.includes(failure?.reason ?? '')

export const CANCELLED: Failure = {
  message: 'The sync was cancelled',
  advice: 'What was read stays. The next sync goes on where it stopped.',
  reason: 'cancelled',
}

/** Thrown instead of asking the source once nobody wants its answer any more. */
export const cancelled = () =>
  new AppFailure({ code: 'source-failed', reason: 'cancelled', message: CANCELLED.message })

export function problemOf(error: unknown, onUnexpected: () => string): Problem {
  if (error instanceof SourceProblem) {
    const { verdict } = error
    const until = verdict.kind === 'rate-limited' ? { until: new Date(verdict.untilMs).toISOString() } : {}
    return { failure: verdictFailure(verdict), kind: verdict.kind, ...until }
  }
  if (!(error instanceof AppFailure)) {
    const reference = onUnexpected()
    return { failure: errorFailure({ code: 'internal', reference }), kind: 'fatal' }
  }
  const failure = errorFailure(error.error)
  if (failure.reason === 'needs-reauth') return { failure, kind: 'needs-reauth' }
  return { failure, kind: waitsForVault(failure) ? 'vault' : 'fatal' }
}

export const MANY_DELETES = 'many-deletes'
export const FIELDS_CHANGED = 'fields-changed'

/** So many records are gone that nothing was deleted. */
export const manyDeletes = (missing: number, of: number): Failure => ({
  message: `${count(missing)} of ${count(of)} records are no longer at the source, so none of them was removed here`,
  advice: 'If that is right, sync this stream in full, which removes them. If not, look at the account and its access.',
  reason: MANY_DELETES,
})

const count = (number: number) => number.toLocaleString('en')

/** Said with a stream that succeeded: what a person would want to know. */
export const fieldsChanged = (notes: string[]): Failure => ({
  message: notes.join(' '),
  advice: 'Look through the skills and agents that use this table.',
  reason: FIELDS_CHANGED,
})

export const waitingFailure = (name: string, until: string): Failure => ({
  message: `${name} asks to wait until ${until}`,
  advice: ADVICE['rate-limited'],
  reason: 'rate-limited',
})

export const anotherAccount = (now: string, before: string): Failure => ({
  message: `The sign-in belongs to ${now} now, and the data to ${before}`,
  advice: `Reconnect as ${before}, or replace the data.`,
  reason: 'needs-reauth',
})

/** What went wrong with a run, from what went wrong with its streams. */
export function summarise(streams: readonly SyncRunStream[]): Failure | null {
  const failed = streams.filter(({ status }) => status === 'failed')
  const [first] = failed
  if (!first?.failure) return null
  if (failed.length === 1) return { ...first.failure, message: `${first.name}: ${first.failure.message}` }
  return {
    ...first.failure,
    message: `${failed.length} of ${streams.length} streams were not synced. ${first.failure.message}`,
  }
}
