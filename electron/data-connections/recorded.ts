import type { ShownRequest } from '../../shared/domain/integration'
import { AppFailure, describeError } from '../../shared/errors'
import type { Dispatch, LedgerPort } from '../net/ledger-port'
import { type SourceDefinition, SourceProblem } from '../sources/define'

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
type Answer<T> = { value: T; bytes: number; failure: string | null }

/**
 * Writes what a source with a driver of its own does into the ledger, before and after. Sources over HTTP have a row for
 * each request instead.
 */
export async function recorded<T>(ledger: LedgerPort, subject: Subject, request: () => Promise<Answer<T>>): Promise<T> {
  const { source, config, stream } = subject
  if (!source.show) return (await request()).value
  const started = performance.now()
  const id = await ledger.dispatch(toDispatch(subject, source.show(config, stream)))
  const complete = (responseBytes: number | null, failure: string | null) =>
    ledger.complete(id, {
      status: failure === null ? 'succeeded' : 'failed',
      httpStatus: null,
      responseBytes,
      durationMs: Math.round(performance.now() - started),
      failure,
    })
  try {
    const { value, bytes, failure } = await request()
    await complete(bytes, failure)
    return value
  } catch (error) {
    await complete(null, wordsOf(error))
    throw error
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof SourceProblem) return error.verdict.message
  return describeError(error instanceof AppFailure ? error.error : { code: 'internal', reference: 'sync' }).title
}

function toDispatch({ kind, source, label, stream, runId, actor }: Subject, request: ShownRequest): Dispatch {
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
