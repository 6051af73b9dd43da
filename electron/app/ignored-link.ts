import type { Announce } from '../../shared/events'
import type { OAuthCallback } from './deep-link'
import type { Log } from './log'
import { WORDS } from './words'

/** Says that a deep link did nothing. Its content goes nowhere: it may hold the code of somebody's sign-in. */
export function sayLinkIgnored(
  callback: OAuthCallback | null,
  { announce, log }: { announce: Announce; log: Log },
): void {
  log.warn('deep-link-ignored', { reason: callback === null ? 'not a sign-in callback' : 'no sign-in waits for it' })
  announce({ kind: 'notice', ...WORDS.linkIgnored })
}
