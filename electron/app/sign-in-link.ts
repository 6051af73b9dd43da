import { AppFailure, describeError } from '../../shared/errors'
import type { Announce } from '../../shared/events'
import type { OAuthCallback } from './deep-link'
import { sayLinkIgnored } from './ignored-link'
import type { Log } from './log'
import { WORDS } from './words'

type LinkDeps = {
  announce: Announce
  log: Log
  signIns: Promise<{
    /** Fails with `sign-in-failed`. */
    completeSignIn: (callback: OAuthCallback) => Promise<{ label: string }>
    /** Resolves once secrets can be used. */
    unlocked: () => Promise<void>
  }>
}

/** A deep link arrived: the sign-in it belongs to goes on, and everything else is said to be ignored. */
export async function followSignInLink(callback: OAuthCallback | null, deps: LinkDeps): Promise<void> {
  const { announce, log } = deps
  if (callback === null) return sayLinkIgnored(null, deps)
  const signIns = await deps.signIns
  try {
    const { label } = await signIns.completeSignIn(callback)
    log.info('sign-in-completed')
    announce({ kind: 'notice', title: WORDS.signedIn.title(label), description: WORDS.signedIn.description })
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error
    if (error.error.code === 'sign-in-failed' && error.error.reason === 'ignored') return sayLinkIgnored(callback, deps)
    if (error.error.code === 'vault-locked') {
      announce({ kind: 'notice', ...WORDS.signInWaits })
      await signIns.unlocked()
      return followSignInLink(callback, deps)
    }
    log.warn('sign-in-failed', { reason: error.error.code })
    const { title, advice } = describeError(error.error)
    announce({ kind: 'notice', title, description: advice })
  }
}
