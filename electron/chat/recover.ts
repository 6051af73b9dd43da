import type { ChatDeps } from './deps'
import { carriedOut, type Outcome } from './outcome'
import { findMessage, saveMessage } from './queries'
import { indeterminate, isUnheard } from './run-action'
import { cardsOn, closeCard, dispatchedWith, moveRun, openRuns } from './run-queries'
import { batchOf } from './run-records'
import { CLOSED } from './run-turn'
import type { StoredCard, StoredMessage, StoredRun, StoredToolPart } from './stored'
import { closeOpenCalls } from './turn-parts'

/**
 * At start: an answer that was being made when the program ended is closed, with what is known of its calls. Waiting
 * answers stay as they are, and go on when their card is answered.
 */
export async function recoverRuns(deps: ChatDeps): Promise<void> {
  for (const run of await openRuns(deps.db, null)) {
    const cards = await cardsOn(deps.db, [run.messageId])
    const answerable = run.status === 'waiting' && cards.some((card) => card.status === 'open')
    if (!answerable) await closeRun(deps, run, cards)
  }
}

async function closeRun(deps: ChatDeps, run: StoredRun, cards: readonly StoredCard[]): Promise<void> {
  const message = await findMessage(deps.db, run.messageId)
  const at = deps.now().toISOString()
  if (message) {
    for (const part of message.parts)
      if (part.type === 'tool' && part.state === 'running') await settleWhatIsKnown(deps, part, cards)
    closeOpenCalls(message.parts, 'interrupted', 'Not carried out: Patchbay was closed before')
    addNotice(message)
    message.status = 'failed'
  }
  await deps.db.transaction().execute(async (transaction) => {
    if (message) await saveMessage(transaction, message)
    for (const card of cards)
      if (card.status === 'open') await closeCard(transaction, card.id, { status: 'superseded', answer: null, at })
    await moveRun(transaction, run, { from: run.status, to: 'failed', endedAt: at })
  })
}

/** A write that was approved may have been carried out: the journal knows it of records, the ledger of requests. */
async function settleWhatIsKnown(deps: ChatDeps, part: StoredToolPart, cards: readonly StoredCard[]): Promise<void> {
  const answered = cards.filter((card) => card.callId === part.callId && card.status === 'answered')
  const approval = answered.findLast((card) => card.answer?.decision === 'approve')
  if (approval?.payload.kind !== 'needs_approval') return
  const carrier = answered.at(-1) ?? approval
  if (approval.payload.records !== null) {
    // Records are written in one transaction: it was made, or nothing was changed.
    if (await deps.tables.findBatch(batchOf(carrier.id))) settle(part, carriedOut)
    return
  }
  const sent = await dispatchedWith(deps.db, carrier.id)
  if (sent === 'succeeded') settle(part, carriedOut)
  else if (isUnheard(sent)) settle(part, indeterminate(part.accountLabel))
}

function settle(part: StoredToolPart, known: Outcome): void {
  if (known.kind === 'result') Object.assign(part, { state: known.state, output: known.output, summary: known.summary })
}

function addNotice(message: StoredMessage): void {
  const step = message.parts.at(-1)?.step ?? 0
  message.parts.push({ type: 'notice', ...CLOSED, step })
}
