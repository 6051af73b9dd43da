import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type Keychain, memoryKeychain } from '../../../electron/secrets/keychain'
import type { SecretRef } from '../../../electron/secrets/secret-ref'
import { openVault, type VaultOptions } from '../../../electron/secrets/secrets'
import {
  failingKeychain,
  hangingKeychain,
  missingKeychain,
  nullKeychain,
  recordingKeychain,
  SAYS_LOCKED,
  SAYS_NO_BUS,
} from '../../helpers/keychains'
import { openRows, readText } from './open-rows'

const PROFILE = 'profile-1'
const ITEM = `master-key:${PROFILE}:1`
const failure = (code: string) => expect.objectContaining({ error: expect.objectContaining({ code }) })

const open = (options: Omit<VaultOptions, 'profileId'>) =>
  openVault({ profileId: PROFILE, keychainTimeoutMs: 50, ...options })

/** A workspace in which one secret lies sealed, and the keychain that holds its key. */
async function sealedWorkspace() {
  const opened = await openRows()
  const keychain = memoryKeychain()
  const vault = await open({ rows: opened.rows, keychain })
  const ref = await vault.put('account-1', 'api-key', 'value-one')
  vault.close()
  return { ...opened, keychain, ref }
}

describe('a vault with nothing sealed', () => {
  it('opens without asking the keychain', async () => {
    const { rows } = await openRows()
    const { keychain, calls } = recordingKeychain()
    const vault = await open({ rows, keychain })
    expect(vault.status()).toEqual({ state: 'open', mode: null, secretCount: 0 })
    expect(calls).toEqual([])
  })

  it('looks, stores, and reads back before it commits the first secret', async () => {
    const { rows } = await openRows()
    const { keychain, calls } = recordingKeychain()
    const counts: number[] = []
    const watched: Keychain = {
      ...keychain,
      async get(account) {
        counts.push(await rows.count())
        return keychain.get(account)
      },
    }
    const vault = await open({ rows, keychain: watched })
    await vault.put('account-1', 'api-key', 'value-one')
    expect(calls).toEqual([`get ${ITEM}`, `set ${ITEM}`, `get ${ITEM}`])
    expect(counts).toEqual([0, 0])
    expect(vault.status()).toEqual({ state: 'open', mode: 'keychain', secretCount: 1 })
  })

  it('asks the keychain only for its first secret', async () => {
    const { rows } = await openRows()
    const { keychain, calls } = recordingKeychain()
    const vault = await open({ rows, keychain })
    const refs = await Promise.all(['one', 'two', 'three'].map((value) => vault.put('account-1', 'api-key', value)))
    expect(await Promise.all(refs.map((ref) => readText(vault, ref)))).toEqual(['one', 'two', 'three'])
    expect(calls).toHaveLength(3)
  })

  it('stores a 32-byte key as base64', async () => {
    const { keychain } = await sealedWorkspace()
    const item = await keychain.get(ITEM)
    expect(item).toMatch(/^[A-Za-z0-9+/]{43}=$/)
  })

  it('refuses the secret when the keychain keeps nothing', async () => {
    const { rows } = await openRows()
    const vault = await open({ rows, keychain: nullKeychain() })
    await expect(vault.put('account-1', 'api-key', 'value-one')).rejects.toEqual(failure('vault-locked'))
    expect(vault.status()).toMatchObject({ state: 'locked', secretCount: 0 })
    expect([await rows.count(), await rows.readVault()]).toEqual([0, undefined])
  })

  it('says so when there is no keychain, and calls it no more until asked to', async () => {
    const { rows } = await openRows()
    const { keychain, calls } = recordingKeychain(missingKeychain())
    const vault = await open({ rows, keychain })
    await expect(vault.put('account-1', 'api-key', 'value-one')).rejects.toEqual(failure('no-keychain'))
    await expect(vault.put('account-1', 'api-key', 'value-one')).rejects.toEqual(failure('no-keychain'))
    expect(vault.status()).toMatchObject({ state: 'no-keychain', mode: null, reason: 'keychain-missing' })
    expect(calls).toHaveLength(1)
    expect(await vault.retry()).toMatchObject({ state: 'no-keychain' })
    expect(calls).toHaveLength(2)
  })

  it('takes over a key that a crash left in the keychain', async () => {
    const { rows } = await openRows()
    const behind = memoryKeychain()
    const left = randomBytes(32).toString('base64')
    await behind.set(ITEM, left)
    const { keychain, calls } = recordingKeychain(behind)
    const vault = await open({ rows, keychain })
    await vault.put('account-1', 'api-key', 'value-one')
    expect(calls).toEqual([`get ${ITEM}`])
    expect(await behind.get(ITEM)).toBe(left)
  })

  it('passes by an item that is no key of ours', async () => {
    const { rows } = await openRows()
    const keychain = memoryKeychain()
    await keychain.set(ITEM, 'not a key')
    const vault = await open({ rows, keychain })
    const ref = await vault.put('account-1', 'api-key', 'value-one')
    expect(await readText(vault, ref)).toBe('value-one')
    expect(await keychain.get(ITEM)).toBe('not a key')
  })

  it('makes a new key when the old one is gone and nothing depends on it', async () => {
    const { rows, ref } = await sealedWorkspace()
    const keychain = memoryKeychain()
    const vault = await open({ rows, keychain })
    await vault.remove(ref)
    vault.close()
    const again = await open({ rows, keychain })
    expect(again.status()).toEqual({ state: 'open', mode: 'keychain', secretCount: 0 })
    const next = await again.put('account-1', 'api-key', 'value-two')
    again.close()
    expect(await readText(await open({ rows, keychain }), next)).toBe('value-two')
  })
})

describe('a vault with sealed secrets', () => {
  it('opens with one question to the keychain', async () => {
    const { rows, keychain, ref } = await sealedWorkspace()
    const recording = recordingKeychain(keychain)
    const vault = await open({ rows, keychain: recording.keychain })
    expect(vault.status()).toEqual({ state: 'open', mode: 'keychain', secretCount: 1 })
    expect(await readText(vault, ref)).toBe('value-one')
    expect(recording.calls).toEqual([`get ${ITEM}`])
  })

  it('is locked when the item is missing, and never makes another key', async () => {
    const { rows, ref } = await sealedWorkspace()
    const { keychain, calls } = recordingKeychain()
    const vault = await open({ rows, keychain })
    expect(vault.status()).toEqual({ state: 'locked', mode: 'keychain', reason: 'item-missing', secretCount: 1 })
    await expect(vault.resolve(ref)).rejects.toEqual(failure('vault-locked'))
    await expect(vault.put('account-1', 'api-key', 'value-two')).rejects.toEqual(failure('vault-locked'))
    await vault.retry()
    expect(calls.filter((call) => !call.startsWith('get'))).toEqual([])
  })

  it('opens after the keyring was unlocked and the user tries again', async () => {
    const { rows, keychain, ref } = await sealedWorkspace()
    let behind: Keychain = nullKeychain()
    const switching: Keychain = {
      get: (account) => behind.get(account),
      set: (account, value) => behind.set(account, value),
      delete: (account) => behind.delete(account),
    }
    const vault = await open({ rows, keychain: switching })
    const states: string[] = []
    vault.onChange(() => states.push(vault.status().state))
    behind = keychain
    expect(await vault.retry()).toMatchObject({ state: 'open' })
    expect(states).toContain('open')
    expect(await readText(vault, ref)).toBe('value-one')
  })

  it('keeps its rows when the keychain holds another key', async () => {
    const { rows, keychain, ref } = await sealedWorkspace()
    const before = await rows.list()
    await keychain.set(ITEM, randomBytes(32).toString('base64'))
    const vault = await open({ rows, keychain })
    expect(vault.status()).toMatchObject({ state: 'wrong-key', reason: 'key-mismatch', secretCount: 1 })
    await expect(vault.resolve(ref)).rejects.toEqual(failure('vault-wrong-key'))
    await expect(vault.put('account-1', 'api-key', 'value-two')).rejects.toEqual(failure('vault-wrong-key'))
    expect(await rows.list()).toEqual(before)
  })

  it('takes an item that is no key at all for a wrong key', async () => {
    const { rows, keychain } = await sealedWorkspace()
    await keychain.set(ITEM, 'a\0b')
    expect((await open({ rows, keychain })).status()).toMatchObject({ state: 'wrong-key' })
  })

  it.each([
    ['locked', SAYS_LOCKED, 'locked', 'keychain-locked'],
    ['of unknown trouble', 'The stub received bad data', 'locked', 'keychain-failed'],
    ['missing', SAYS_NO_BUS, 'no-keychain', 'keychain-missing'],
  ])('says what is wrong with a keychain that is %s', async (_, words, state, reason) => {
    const { rows, keychain, ref } = await sealedWorkspace()
    const vault = await open({ rows, keychain: failingKeychain(keychain, 1, new Error(words)).keychain })
    expect(vault.status()).toEqual({ state, mode: 'keychain', reason, secretCount: 1 })
    expect(await vault.retry()).toMatchObject({ state: 'open' })
    expect(await readText(vault, ref)).toBe('value-one')
  })

  it('is locked after a keychain that does not answer, and asks again only on retry', async () => {
    const { rows, keychain, ref } = await sealedWorkspace()
    const hanging = hangingKeychain(keychain)
    const vault = await open({ rows, keychain: hanging.keychain })
    expect(vault.status()).toMatchObject({ state: 'locked', reason: 'keychain-timeout' })
    await expect(vault.resolve(ref)).rejects.toEqual(failure('vault-locked'))
    expect(hanging.calls()).toBe(1)
    hanging.release()
    expect(await vault.retry()).toMatchObject({ state: 'open' })
    expect(await readText(vault, ref)).toBe('value-one')
  })

  it('is locked when the record of the key is gone', async () => {
    const { rows, db, keychain } = await sealedWorkspace()
    await db.deleteFrom('vault').execute()
    expect((await open({ rows, keychain })).status()).toMatchObject({ state: 'locked', reason: 'record-missing' })
  })

  it('lets secrets be removed while it is locked', async () => {
    const { rows, ref } = await sealedWorkspace()
    const vault = await open({ rows, keychain: nullKeychain() })
    await vault.remove(ref)
    expect(await rows.count()).toBe(0)
  })

  it('locks, and opens again with the keychain', async () => {
    const { rows, keychain, ref } = await sealedWorkspace()
    const vault = await open({ rows, keychain })
    expect(await vault.lock()).toMatchObject({ state: 'locked', reason: 'locked-by-user' })
    await expect(vault.resolve(ref)).rejects.toEqual(failure('vault-locked'))
    expect(await vault.retry()).toMatchObject({ state: 'open' })
    expect(await readText(vault, ref)).toBe('value-one')
  })

  it('gives nothing away after it was closed', async () => {
    const { rows, keychain, ref } = await sealedWorkspace()
    const vault = await open({ rows, keychain })
    vault.close()
    await expect(vault.resolve(ref)).rejects.toEqual(failure('vault-locked'))
    await expect(vault.put('account-1', 'api-key', 'value-two')).rejects.toEqual(failure('vault-locked'))
    await expect(vault.retry()).rejects.toEqual(failure('vault-locked'))
  })

  it('starts over after everything is forgotten', async () => {
    const { rows, keychain, ref } = await sealedWorkspace()
    const vault = await open({ rows, keychain })
    expect(await vault.forgetEverything()).toEqual({ state: 'open', mode: null, secretCount: 0 })
    await expect(vault.resolve(ref)).rejects.toEqual(failure('needs-secret'))
    expect(await keychain.get(ITEM)).toBeNull()
    const next = await vault.put('account-1', 'api-key', 'value-two')
    expect(await readText(vault, next)).toBe('value-two')
  })

  it('leaves a key that is not its own in the keychain when everything is forgotten', async () => {
    const { rows, keychain } = await sealedWorkspace()
    const other = randomBytes(32).toString('base64')
    await keychain.set(ITEM, other)
    const vault = await open({ rows, keychain })
    await vault.forgetEverything()
    expect(await keychain.get(ITEM)).toBe(other)
  })
})

describe('a keychain that fails at any one call', () => {
  const NTH = [1, 2, 3]
  const cases = NTH.flatMap((nth) => (['before', 'after'] as const).map((when) => ({ nth, when })))

  it.each(cases)('loses no secret when call $nth fails $when its effect', async ({ nth, when }) => {
    const { rows } = await openRows()
    const behind = memoryKeychain()
    const failing = failingKeychain(behind, nth, new Error(SAYS_LOCKED), when)
    const vault = await open({ rows, keychain: failing.keychain })
    await expect(vault.put('account-1', 'api-key', 'value-one')).rejects.toEqual(failure('vault-locked'))
    expect(await rows.count()).toBe(0)
    expect(await vault.retry()).toMatchObject({ state: 'open', mode: 'keychain' })
    const ref = await vault.put('account-1', 'api-key', 'value-one')
    vault.close()
    expect(await readText(await open({ rows, keychain: behind }), ref)).toBe('value-one')
  })

  it('has no further call to fail at', async () => {
    const { rows } = await openRows()
    const failing = failingKeychain(memoryKeychain(), 0, new Error(SAYS_LOCKED))
    const vault = await open({ rows, keychain: failing.keychain })
    const ref: SecretRef = await vault.put('account-1', 'api-key', 'value-one')
    expect(await readText(vault, ref)).toBe('value-one')
    expect(failing.calls()).toBe(NTH.length)
  })
})
