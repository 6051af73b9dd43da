import { describe, expect, it } from 'vitest'
import { startI18n } from '../../../renderer/app/i18n'
import { adviceKey, isSignedIn, needsPaste, revocationKey } from '../../../renderer/settings/connectors/connector-state'
import { ConnectorStatus } from '../../../shared/domain/connector'

const i18n = startI18n()

describe('what a connector page says', () => {
  it('tells a refused key to be replaced and a refused sign-in to be repeated', () => {
    expect(adviceKey({ status: 'needs-reauth', signsIn: false })).toBe('refused')
    expect(adviceKey({ status: 'needs-reauth', signsIn: true })).toBe('signInAgain')
  })

  it('has words for every advice and for every end of a sign-in', () => {
    for (const status of ConnectorStatus.options) {
      for (const signsIn of [true, false]) {
        const key = adviceKey({ status, signsIn })
        if (key) expect(i18n.exists(`connectors:advice.${key}`), key).toBe(true)
      }
    }
    for (const revoked of [true, false, null]) {
      expect(i18n.exists(`connectors:signIn.${revocationKey(revoked)}`)).toBe(true)
      expect(i18n.exists(`connectors:delete.${revocationKey(revoked)}`)).toBe(true)
    }
  })

  it('offers to sign out only where somebody signed in', () => {
    expect(isSignedIn({ signsIn: true, status: 'needs-reauth' })).toBe(true)
    expect(isSignedIn({ signsIn: true, status: 'needs-sign-in' })).toBe(false)
    expect(isSignedIn({ signsIn: false, status: 'ready' })).toBe(false)
  })

  it('asks for the final address only when the page is not on this computer', () => {
    expect(needsPaste('https://example.com/done')).toBe(true)
    expect(needsPaste('http://127.0.0.1:4000/callback')).toBe(false)
    expect(needsPaste('http://[::1]/callback')).toBe(false)
    expect(needsPaste('patchbay://oauth/callback')).toBe(false)
    expect(needsPaste('')).toBe(false)
  })
})
