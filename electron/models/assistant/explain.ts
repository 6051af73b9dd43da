import { plain } from './show'
import type { Outcome } from './types'

type Failed = Extract<Outcome, { ok: false }>

/** The codes of failed results that need other words than "That did not work". */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^(refused_by_user|denied)$/, 'You said no, so nothing was changed.'],
  [/^not_approved$/, 'It was not approved, so nothing was changed.'],
  [/^not_granted$/, 'This agent was not given the permission, so nothing was done.'],
  [/not_available$/, 'That is not available to this agent, so nothing was sent.'],
  [/^(not_connected|no_account_chosen)$/, 'There is no account for this, so nothing was sent.'],
  [/^blocked$/, 'The service could not be used just now.'],
  [/^(indeterminate|interrupted)$/, 'Whether this took effect is not known. Look before doing it again.'],
]

/** A result that is a failure, in words. */
export function explainFailure({ code, message }: Failed): string {
  const known = WORDS.find(([pattern]) => pattern.test(code))?.[1]
  const detail = sentence(message === code ? '' : message)
  if (known) return detail ? `${known} ${detail}` : known
  return detail ? `That did not work: ${detail}` : `That did not work (${code}).`
}

function sentence(message: string): string {
  const trimmed = plain(message.trim())
  return trimmed === '' || /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`
}
