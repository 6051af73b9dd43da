import { type AppError, AppFailure, describeError } from '../../shared/errors'
import type { Dispatch, LedgerPort } from '../net/ledger-port'
import type { SourceDefinition } from '../sources/define'

type Subject = {
  kind: 'sync' | 'check'
  source: SourceDefinition
  config: Readonly<Record<string, string>>
  /** The name of the data connection, once it has one. */
  label: string | null
  stream: string | null
  runId: string | null
  actor: string
}
type Answer<T> = { value: T; bytes: number; error: AppError | null }

/** Writes a request of a source into the ledger before it is made, and what came of it afterwards. */
export async function recorded<T>(ledger: LedgerPort, subject: Subject, request: () => Promise<Answer<T>>): Promise<T> {
  const started = performance.now()
  const id = await ledger.dispatch(toDispatch(subject))
  const complete = (responseBytes: number | null, error: AppError | null) =>
    ledger.complete(id, {
      status: error ? 'failed' : 'succeeded',
      httpStatus: null,
      responseBytes,
      durationMs: Math.round(performance.now() - started),
      failure: error && describeError(error).title,
    })
  try {
    const { value, bytes, error } = await request()
    await complete(bytes, error)
    return value
  } catch (error) {
    await complete(null, error instanceof AppFailure ? error.error : { code: 'internal', reference: 'sync' })
    throw error
  }
}

function toDispatch({ kind, source, config, label, stream, runId, actor }: Subject): Dispatch {
  const request = source.show(config, stream)
  return {
    kind,
    actor,
    threadId: null,
    runId,
    cardId: null,
    target: stream === null ? source.name : `${source.name}: ${stream}`,
    accountLabel: label,
    request,
    requestBytes: Buffer.byteLength(request.body ?? ''),
  }
}
