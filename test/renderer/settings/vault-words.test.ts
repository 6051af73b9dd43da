import { describe, expect, it } from 'vitest'
import { startI18n } from '../../../renderer/app/i18n'
import { vaultParts, vaultStateKey, vaultWarningKey } from '../../../renderer/settings/vault-words'
import type { VaultStatus } from '../../../shared/domain/vault'

const i18n = startI18n()
const status = (state: VaultStatus['state'], mode: VaultStatus['mode'], secretCount = 1): VaultStatus => ({
  ...{ state, mode, secretCount },
})
const EVERY: VaultStatus[] = (['open', 'locked', 'wrong-key', 'no-keychain'] as const).flatMap((state) =>
  (['keychain', 'passphrase', 'memory', null] as const).flatMap((mode) =>
    [0, 2].map((count) => status(state, mode, count)),
  ),
)

describe('the words of the vault', () => {
  it('exist for every state', () => {
    for (const one of EVERY) {
      expect(i18n.exists(`settings:vault.state.${vaultStateKey(one)}.advice`), JSON.stringify(one)).toBe(true)
      const warning = vaultWarningKey(one)
      if (warning) expect(i18n.exists(`settings:banner.${warning}`), warning).toBe(true)
    }
  })
})

describe('vaultParts', () => {
  it('offers a way out of every vault that is not open', () => {
    for (const one of EVERY.filter(({ state, mode }) => state !== 'open' || mode === 'memory')) {
      const { unlock, answers } = vaultParts(one)
      expect(unlock || answers, JSON.stringify(one)).toBe(true)
    }
  })

  it('explains a copied workspace where the keychain has no key, or another one', () => {
    expect(vaultParts(status('wrong-key', 'keychain')).forget).toBe('unreadable')
    expect(vaultParts(status('locked', 'keychain')).forget).toBe('unreadable')
    expect(vaultParts(status('locked', 'passphrase')).forget).toBe('plain')
  })

  it('replaces the key only of an open vault that has one', () => {
    expect(EVERY.filter((one) => vaultParts(one).key).map(({ state, mode }) => `${state} ${mode}`)).toEqual([
      ...['open keychain', 'open keychain', 'open passphrase', 'open passphrase'],
    ])
  })

  it('leaves the three answers to a vault in which nothing is sealed', () => {
    expect(vaultParts(status('no-keychain', null, 0)).answers).toBe(true)
    expect(vaultParts(status('no-keychain', 'keychain', 3))).toMatchObject({ answers: false, unlock: true })
  })
})
