import { describe, expect, it } from 'vitest'
import { type Keychain, memoryKeychain } from '../../../electron/secrets/keychain'
import { openVault } from '../../../electron/secrets/secrets'
import { missingKeychain, nullKeychain, recordingKeychain } from '../../helpers/keychains'
import { openRows, readText } from './open-rows'

const PASSPHRASE = 'correct horse'
const failure = (code: string) => expect.objectContaining({ error: expect.objectContaining({ code }) })

async function withoutKeychain(keychain: Keychain = missingKeychain()) {
  const opened = await openRows()
  const open = (other = keychain) => openVault({ rows: opened.rows, keychain: other, profileId: 'profile-1' })
  return { ...opened, vault: await open(), open }
}

describe('a vault with a passphrase', () => {
  it('takes secrets without a keychain, and opens again with the passphrase', async () => {
    const { vault, open } = await withoutKeychain()
    expect(await vault.createPassphrase(PASSPHRASE)).toEqual({ state: 'open', mode: 'passphrase', secretCount: 0 })
    const ref = await vault.put('account-1', 'api-key', 'value-one')
    vault.close()

    const recording = recordingKeychain()
    const again = await open(recording.keychain)
    expect(again.status()).toMatchObject({ state: 'locked', mode: 'passphrase', reason: 'passphrase-needed' })
    await expect(again.resolve(ref)).rejects.toEqual(failure('vault-locked'))
    await expect(again.put('account-1', 'api-key', 'value')).rejects.toEqual(failure('vault-locked'))
    await expect(again.unlock('correct house')).rejects.toEqual(failure('wrong-passphrase'))
    expect(await again.unlock(PASSPHRASE)).toEqual({ state: 'open', mode: 'passphrase', secretCount: 1 })
    expect(await readText(again, ref)).toBe('value-one')
    expect(recording.calls).toEqual([])
  })

  it('takes the same letters however they were composed', async () => {
    const { vault, open } = await withoutKeychain()
    await vault.createPassphrase('caf\u00e9 olé olé')
    vault.close()
    const again = await open()
    expect(await again.unlock('cafe\u0301 olé olé')).toMatchObject({ state: 'open' })
  })

  it('refuses a passphrase under eight characters and changes nothing', async () => {
    const { vault, rows } = await withoutKeychain()
    await expect(vault.createPassphrase('short')).rejects.toEqual(failure('invalid-input'))
    expect(await rows.readVault()).toBeUndefined()
  })

  it('stores what makes guessing slow, and the key only wrapped', async () => {
    const { vault, rows } = await withoutKeychain()
    await vault.createPassphrase(PASSPHRASE)
    const record = await rows.readVault()
    expect(record?.wrapped).toMatchObject({ n: 131072, r: 8, p: 1 })
    expect(record?.wrapped?.salt).toHaveLength(16)
    expect(record?.check).toHaveLength(16)
  })

  it('can be locked and given another passphrase', async () => {
    const { vault } = await withoutKeychain()
    await vault.createPassphrase(PASSPHRASE)
    const ref = await vault.put('account-1', 'api-key', 'value-one')
    await vault.createPassphrase('another passphrase')
    expect(await vault.lock()).toMatchObject({ state: 'locked', mode: 'passphrase' })
    await expect(vault.unlock(PASSPHRASE)).rejects.toEqual(failure('wrong-passphrase'))
    await vault.unlock('another passphrase')
    expect(await readText(vault, ref)).toBe('value-one')
  })

  it('is not made over secrets that another key seals', async () => {
    const { rows, open, vault } = await withoutKeychain(memoryKeychain())
    await vault.put('account-1', 'api-key', 'value-one')
    const before = await rows.readVault()
    const locked = await open(nullKeychain())
    await expect(locked.createPassphrase(PASSPHRASE)).rejects.toEqual(failure('vault-locked'))
    expect(await rows.readVault()).toEqual(before)
  })

  it('is a second way in when the keychain lost the key, and moves to a new key by rotation', async () => {
    const { vault, open } = await withoutKeychain(memoryKeychain())
    const ref = await vault.put('account-1', 'api-key', 'value-one')
    expect(await vault.createPassphrase(PASSPHRASE)).toMatchObject({ state: 'open', mode: 'keychain' })
    vault.close()

    const replaced = memoryKeychain()
    const again = await open(replaced)
    expect(again.status()).toMatchObject({ state: 'locked', mode: 'keychain', reason: 'item-missing' })
    await again.unlock(PASSPHRASE)
    expect(await readText(again, ref)).toBe('value-one')
    await again.rotateMasterKey(PASSPHRASE)
    again.close()
    const third = await open(replaced)
    expect(third.status()).toMatchObject({ state: 'open', mode: 'keychain' })
    expect(await readText(third, ref)).toBe('value-one')
  })

  it('is not dropped with a key that was lost while nothing was sealed', async () => {
    const { vault, rows, open } = await withoutKeychain(memoryKeychain())
    const ref = await vault.put('account-1', 'api-key', 'value-one')
    await vault.createPassphrase(PASSPHRASE)
    await vault.remove(ref)
    vault.close()
    const before = await rows.readVault()
    const again = await open(memoryKeychain())
    await expect(again.put('account-1', 'api-key', 'value-two')).rejects.toEqual(failure('vault-locked'))
    expect(await rows.readVault()).toEqual(before)
    await again.unlock(PASSPHRASE)
    expect(await readText(again, await again.put('account-1', 'api-key', 'value-two'))).toBe('value-two')
  })

  it('has nothing to unlock when there is no passphrase', async () => {
    const { vault } = await withoutKeychain()
    await expect(vault.unlock(PASSPHRASE)).rejects.toEqual(failure('refused'))
  })
})

describe('a vault in memory', () => {
  it('keeps secrets until quit and writes none', async () => {
    const { vault, rows, open } = await withoutKeychain()
    expect(await vault.useMemoryOnly()).toEqual({ state: 'open', mode: 'memory', secretCount: 0 })
    const ref = await vault.put('account-1', 'api-key', 'value-one')
    await vault.replace(ref, 'value-two')
    expect(await readText(vault, ref)).toBe('value-two')
    expect(vault.status().secretCount).toBe(1)
    expect([await rows.count(), await rows.readVault()]).toEqual([0, undefined])
    vault.close()
    const again = await open()
    await expect(again.resolve(ref)).rejects.toEqual(failure('needs-secret'))
    expect(await again.has(ref)).toBe(false)
  })

  it('asks no keychain', async () => {
    const { keychain, calls } = recordingKeychain()
    const { vault } = await withoutKeychain(keychain)
    await vault.useMemoryOnly()
    await vault.put('account-1', 'api-key', 'value-one')
    expect(calls).toEqual([])
  })

  it('writes nothing through a transaction either', async () => {
    const { vault, rows } = await withoutKeychain()
    await vault.useMemoryOnly()
    const sealed = await vault.seal('account-1', 'api-key', 'value-one')
    await expect(vault.resolve(sealed.ref)).rejects.toEqual(failure('needs-secret'))
    await sealed.writeTo(rows)
    expect(await readText(vault, sealed.ref)).toBe('value-one')
    expect(await rows.count()).toBe(0)
  })

  it('removes secrets by reference and by owner', async () => {
    const { vault } = await withoutKeychain()
    await vault.useMemoryOnly()
    const one = await vault.put('account-1', 'api-key', 'value-one')
    const two = await vault.put('account-2', 'api-key', 'value-two')
    await vault.remove(one)
    await vault.removeByOwner('account-2')
    expect([await vault.has(one), await vault.has(two), vault.status().secretCount]).toEqual([false, false, 0])
  })

  it('seals what it holds once a passphrase is chosen', async () => {
    const { vault, rows, open } = await withoutKeychain()
    await vault.useMemoryOnly()
    const ref = await vault.put('account-1', 'api-key', 'value-one')
    expect(await vault.createPassphrase(PASSPHRASE)).toEqual({ state: 'open', mode: 'passphrase', secretCount: 1 })
    expect(await rows.count()).toBe(1)
    vault.close()
    const again = await open()
    await again.unlock(PASSPHRASE)
    expect(await readText(again, ref)).toBe('value-one')
  })

  it('seals what it holds once the keychain is back, and stays as it is until then', async () => {
    let behind: Keychain = missingKeychain()
    const switching: Keychain = {
      get: (account) => behind.get(account),
      set: (account, value) => behind.set(account, value),
      delete: (account) => behind.delete(account),
    }
    const { vault, rows } = await withoutKeychain(switching)
    await vault.useMemoryOnly()
    const ref = await vault.put('account-1', 'api-key', 'value-one')
    expect(await vault.retry()).toEqual({ state: 'open', mode: 'memory', secretCount: 1 })
    behind = memoryKeychain()
    expect(await vault.retry()).toEqual({ state: 'open', mode: 'keychain', secretCount: 1 })
    expect(await rows.count()).toBe(1)
    expect(await readText(vault, ref)).toBe('value-one')
  })

  it('hides a sealed secret for the session and leaves it on disk', async () => {
    const { rows, open, vault: first } = await withoutKeychain(memoryKeychain())
    const ref = await first.put('account-1', 'api-key', 'value-one')
    const before = await rows.list()
    const vault = await open(nullKeychain())
    await vault.useMemoryOnly()
    await expect(vault.resolve(ref)).rejects.toEqual(failure('vault-locked'))
    await vault.replace(ref, 'value-two')
    expect(await readText(vault, ref)).toBe('value-two')
    expect(vault.status().secretCount).toBe(1)
    expect(await rows.list()).toEqual(before)
    expect(await readText(first, ref)).toBe('value-one')
  })

  it('is not chosen while a key is at hand', async () => {
    const { vault } = await withoutKeychain(memoryKeychain())
    await vault.put('account-1', 'api-key', 'value-one')
    await expect(vault.useMemoryOnly()).rejects.toEqual(failure('refused'))
    expect(vault.status().mode).toBe('keychain')
  })
})
