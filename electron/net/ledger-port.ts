import type { ShownRequest } from '../../shared/domain/integration'
import type { LedgerKind } from '../../shared/domain/ledger'

/** Why a request is sent and for whom: the part of a ledger entry that the caller knows. */
export type RequestContext = {
  kind: LedgerKind
  /** In words: an agent's name, or "You". */
  actor: string
  threadId: string | null
  runId: string | null
  /** The card that approved this request; the ledger accepts each card once. */
  cardId: string | null
  target: string
  accountLabel: string | null
}

export type Dispatch = RequestContext & { request: ShownRequest; requestBytes: number }

export type Outcome = {
  /** `indeterminate`: something may have been carried out, and the answer was not heard. */
  status: 'succeeded' | 'failed' | 'indeterminate'
  httpStatus: number | null
  responseBytes: number | null
  durationMs: number
  failure: string | null
}

/** Where every outgoing request is written down: before it is sent, and again when the answer is there. */
export type LedgerPort = {
  dispatch(entry: Dispatch): Promise<number>
  complete(id: number, outcome: Outcome): Promise<void>
}
