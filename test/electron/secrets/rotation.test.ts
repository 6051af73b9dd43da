import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { type Keychain, memoryKeychain } from '../../../electron/secrets/keychain'
import { DamagedSecret } from '../../../electron/secrets/seal'
import type { SecretRef } from '../../../electron/secrets/secret-ref'
import type { SecretRows } from '../../../electron/secrets/secret-rows'
import { openVault, type Vault } from '../../../electron/secrets/secrets'
import { failingKeychain, SAYS_LOCKED } from '../../helpers/keychains'
import { failingRows, openRows, readText } from './open-rows'

const itemOf = (keyNo: number) => `master-key:profile-1:${keyNo}`
const failure = (code: string) => expect.objectContaining({ error: expect.objectContaining({ code }) })
const open = (rows: SecretRows, keychain: Keychain) => openVault({ rows, keychain, profileId: 'profile-1' })

async function withSecrets(values: string[]) {
  const opened = await openRows()
  const keychain = memoryKeychain()
  const vault = await open(opened.rows, keychain)
  const refs: SecretRef[] = []
  for (const value of values) refs.push(await vault.put('account-1', 'api-key', value))
  return { ...opened, keychain, vault, refs }
}

const readAll = (vault: Vault, refs: SecretRef[]) => Promise.all(refs.map((ref) => readText(vault, ref)))

describe('a new master key', () => {
  it('seals every secret anew and replaces the old one', async () => {
    const { rows, keychain, vault, refs } = await withSecrets(['one', 'two', 'three'])
    const [before, oldItem] = [await rows.list(), await keychain.get(itemOf(1))]
    expect(await vault.rotateMasterKey()).toEqual({ state: 'open', mode: 'keychain', secretCount: 3 })
    const after = await rows.list()
    expect(after.map((row) => row.keyNo)).toEqual([2, 2, 2])
    expect(after.map((row) => row.updatedAt)).toEqual(before.map((row) => row.updatedAt))
    expect(after.some((row) => before.some((old) => old.ciphertext.equals(row.ciphertext)))).toBe(false)
    expect(await keychain.get(itemOf(1))).toBeNull()
    expect(await keychain.get(itemOf(2))).not.toBe(oldItem)
    expect(await readAll(vault, refs)).toEqual(['one', 'two', 'three'])
    vault.close()
    expect(await readAll(await open(rows, keychain), refs)).toEqual(['one', 'two', 'three'])
  })

  it('loses nothing that is put at the same time', async () => {
    const { rows, keychain, vault, refs } = await withSecrets(['one'])
    const rotating = vault.rotateMasterKey()
    const put = await Promise.all(['two', 'three'].map((value) => vault.put('account-1', 'api-key', value)))
    await rotating
    await Promise.all([vault.rotateMasterKey(), vault.rotateMasterKey()])
    vault.close()
    expect(await readAll(await open(rows, keychain), [...refs, ...put])).toEqual(['one', 'two', 'three'])
  })

  it('leaves a damaged row as it is', async () => {
    const { rows, vault, refs } = await withSecrets(['one', 'two'])
    const [damaged] = refs
    const row = damaged && (await rows.get(damaged))
    if (!damaged || !row) throw new Error('the row is missing')
    await rows.put({ ...row, tag: Buffer.alloc(16) })
    await vault.rotateMasterKey()
    await expect(vault.resolve(damaged)).rejects.toBeInstanceOf(DamagedSecret)
    expect(await readAll(vault, refs.slice(1))).toEqual(['two'])
  })

  it('has nothing to do before the first secret', async () => {
    const { rows, keychain, vault } = await withSecrets([])
    expect(await vault.rotateMasterKey()).toEqual({ state: 'open', mode: null, secretCount: 0 })
    expect([await keychain.get(itemOf(1)), await rows.readVault()]).toEqual([null, undefined])
  })

  it('needs the passphrase of a vault that has one', async () => {
    const { vault, refs } = await withSecrets(['one'])
    await vault.createPassphrase('correct horse')
    await expect(vault.rotateMasterKey()).rejects.toEqual(failure('invalid-input'))
    await expect(vault.rotateMasterKey('correct house')).rejects.toEqual(failure('wrong-passphrase'))
    await vault.rotateMasterKey('correct horse')
    await vault.lock()
    await vault.unlock('correct horse')
    expect(await readAll(vault, refs)).toEqual(['one'])
  })

  it('is not made while the vault is locked', async () => {
    const { vault } = await withSecrets(['one'])
    await vault.lock()
    await expect(vault.rotateMasterKey()).rejects.toEqual(failure('vault-locked'))
  })
})

const WHEN = ['before', 'after'] as const

/** get 2, set 2, get 2, delete 1; number 0 of the old key does not exist. */
const KEYCHAIN_CALLS = 4
const keychainCrashes = Array.from({ length: KEYCHAIN_CALLS }, (_, index) => index + 1).flatMap((nth) =>
  WHEN.map((when) => ({ nth, when })),
)

describe('a rotation that is cut off', () => {
  it.each(keychainCrashes)('at keychain call $nth, $when its effect, leaves every secret readable', async (crash) => {
    const { rows, keychain, vault, refs } = await withSecrets(['one', 'two'])
    vault.close()
    // The first call belongs to opening the vault.
    const failing = failingKeychain(keychain, crash.nth + 1, new Error(SAYS_LOCKED), crash.when)
    const dying = await open(rows, failing.keychain)
    await dying.rotateMasterKey().catch(() => undefined)
    dying.close()

    const survivor = await open(rows, keychain)
    expect(survivor.status()).toMatchObject({ state: 'open', secretCount: 2 })
    expect(await readAll(survivor, refs)).toEqual(['one', 'two'])
    const next = await survivor.put('account-1', 'api-key', 'three')
    await survivor.rotateMasterKey()
    survivor.close()
    expect(await readAll(await open(rows, keychain), [...refs, next])).toEqual(['one', 'two', 'three'])
  })

  it('has as many keychain calls as are tried', async () => {
    const { rows, keychain, vault } = await withSecrets(['one'])
    vault.close()
    const counting = failingKeychain(keychain, 0, new Error())
    await (await open(rows, counting.keychain)).rotateMasterKey()
    expect(counting.calls()).toBe(KEYCHAIN_CALLS + 1)
  })

  it.each(WHEN)('%s its commit leaves every secret readable, in this session and the next', async (when) => {
    const { rows, keychain, vault, refs } = await withSecrets(['one', 'two'])
    vault.close()
    const failing = failingRows(rows, 1, when)
    const dying = await open(failing.rows, keychain)
    await expect(dying.rotateMasterKey()).rejects.toThrow('disk is gone')
    const next = await dying.put('account-1', 'api-key', 'three')
    expect(await readAll(dying, [...refs, next])).toEqual(['one', 'two', 'three'])
    dying.close()
    expect(await readAll(await open(rows, keychain), [...refs, next])).toEqual(['one', 'two', 'three'])
  })

  it('within its transaction leaves every row under the old key', async () => {
    const { rows, db, keychain, vault, refs } = await withSecrets(['one', 'two', 'three'])
    const trigger = `create trigger stop before insert on secret when new.key_no = 2 and (select count(*) from secret where key_no = 2) = 1
      begin select raise(abort, 'stopped halfway'); end`
    await sql.raw(trigger).execute(db)
    await expect(vault.rotateMasterKey()).rejects.toThrow('stopped halfway')
    expect((await rows.list()).map((row) => row.keyNo)).toEqual([1, 1, 1])
    expect(await readAll(vault, refs)).toEqual(['one', 'two', 'three'])
    await sql`drop trigger stop`.execute(db)
    await vault.rotateMasterKey()
    expect(await readAll(vault, refs)).toEqual(['one', 'two', 'three'])
    vault.close()
    expect(await readAll(await open(rows, keychain), refs)).toEqual(['one', 'two', 'three'])
  })

  it('locks the vault when nobody can say which key seals', async () => {
    const { rows, keychain, vault, refs } = await withSecrets(['one'])
    vault.close()
    const failing = failingRows(rows, 1, 'after')
    let unreadable = false
    const dying = await open(
      {
        ...failing.rows,
        readVault: () => (unreadable ? Promise.reject(new Error('disk is gone')) : rows.readVault()),
        replaceAll: (rewrite, record) => {
          unreadable = true
          return failing.rows.replaceAll(rewrite, record)
        },
      },
      keychain,
    )
    await expect(dying.rotateMasterKey()).rejects.toThrow('disk is gone')
    expect(dying.status()).toMatchObject({ state: 'locked', reason: 'record-unreadable' })
    unreadable = false
    expect(await dying.retry()).toMatchObject({ state: 'open' })
    expect(await readAll(dying, refs)).toEqual(['one'])
  })

  it('is cleaned up after by the next one', async () => {
    const { rows, keychain, vault } = await withSecrets(['one'])
    vault.close()
    const failing = failingKeychain(keychain, 5, new Error(SAYS_LOCKED))
    await (await open(rows, failing.keychain)).rotateMasterKey()
    expect(await keychain.get(itemOf(1))).not.toBeNull()
    await (await open(rows, keychain)).rotateMasterKey()
    expect([await keychain.get(itemOf(1)), await keychain.get(itemOf(2))]).toEqual([null, null])
    expect(await keychain.get(itemOf(3))).not.toBeNull()
  })
})
