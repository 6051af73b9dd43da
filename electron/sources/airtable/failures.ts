import type { SourceAnswer, Verdict } from '../define'
import { inside } from '../http/inside'
import { retryAfterMs } from '../http/retry-after'
import { messageOf } from '../http/verdicts'

/** A request while it lasts begins it anew. https://airtable.com/developers/web/api/rate-limits */
const PENALTY_MS = 30_000
/** The calls of a workspace come back with the month; a person may raise their number earlier. */
const PROBE_MS = 3_600_000

const KINDS: Partial<Record<string, 'restart-page' | 'schema-changed'>> = {
  LIST_RECORDS_ITERATOR_NOT_AVAILABLE: 'restart-page',
  UNKNOWN_FIELD_NAME: 'schema-changed',
  INVALID_FILTER_BY_FORMULA: 'schema-changed',
  VIEW_NAME_NOT_FOUND: 'schema-changed',
  /** Not told apart: the table is gone, or the token may not see it any more. */
  INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND: 'schema-changed',
  MODEL_ID_NOT_FOUND: 'schema-changed',
  TABLE_NOT_FOUND: 'schema-changed',
  NOT_FOUND: 'schema-changed',
}

/** https://airtable.com/developers/web/api/errors */
export function airtableVerdict(answer: SourceAnswer, now: Date): Verdict | undefined {
  const { status, text } = answer
  const message = messageOf(answer)
  if (status === 429) {
    const isUsedUp = text.includes('BILLING_LIMIT')
    const ms = retryAfterMs(answer, now) ?? (isUsedUp ? PROBE_MS : PENALTY_MS)
    const said = isUsedUp ? 'The calls that Airtable allows the workspace in a month are used up' : message
    return { kind: 'rate-limited', message: said, untilMs: now.getTime() + ms }
  }
  const kind = KINDS[typeOf(answer)]
  return kind && status < 500 && status !== 401 ? { kind, message } : undefined
}

/** As `{error: {type}}` or `{error: "NOT_FOUND"}`. */
function typeOf(answer: SourceAnswer): string {
  try {
    const error = inside(answer.json(), 'error')
    return String(typeof error === 'string' ? error : inside(error, 'type'))
  } catch {
    return ''
  }
}
