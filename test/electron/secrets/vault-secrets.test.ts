import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { memoryKeychain } from '../../../electron/secrets/keychain'
import { kyselySecretRows } from '../../../electron/secrets/kysely-secret-rows'
import { createRedactor } from '../../../electron/secrets/redact'
import { DamagedSecret } from '../../../electron/secrets/seal'
import { newSecretRef, toSecretRef } from '../../../electron/secrets/secret-ref'
import { openVault } from '../../../electron/secrets/secrets'
import { openRows, readText } from './open-rows'

const NEEDS_SECRET = expect.objectContaining({ error: expect.objectContaining({ code: 'needs-secret' }) })

async function openStore() {
  const opened = await openRows()
  const keychain = memoryKeychain()
  const redactor = createRedactor()
  const clock = () => new Date('2025-03-01T10:00:00Z')
  const vault = await openVault({ rows: opened.rows, keychain, profileId: 'profile-1', clock, redactor })
  return { ...opened, keychain, redactor, vault }
}

describe('a secret', () => {
  it('lies nowhere in the clear', async () => {
    const { vault, db, folder, keychain } = await openStore()
    const canary = `PBC${'a1B2c3D4'.repeat(5)}`
    const ref = await vault.put('account-1', 'api-key', canary)
    await vault.replace(ref, `${canary}-again`)
    await vault.createPassphrase('correct horse')
    const item = (await keychain.get('master-key:profile-1:1')) ?? ''
    await db.destroy()
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const bytes = Buffer.concat(files.map((entry) => readFileSync(join(entry.parentPath, entry.name))))
    expect(item).toHaveLength(44)
    const key = Buffer.from(item, 'base64')
    for (const form of [canary, Buffer.from(canary).toString('base64').slice(0, 20), canary.slice(0, 16), item, key]) {
      expect(bytes.includes(form)).toBe(false)
    }
    expect(bytes.includes('account-1')).toBe(true)
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a NUL', Buffer.from('a\0b')],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x01])],
    ['more than any keychain of Windows takes', Buffer.alloc(200_000, 'x')],
  ])('comes back byte for byte when it is %s', async (_, value) => {
    const { vault } = await openStore()
    const ref = await vault.put('account-1', 'blob', value)
    expect((await vault.resolve(ref)).equals(value)).toBe(true)
  })

  it('never has the same ciphertext or nonce twice', async () => {
    const { vault, rows } = await openStore()
    for (let index = 0; index < 20; index++) await vault.put('account-1', 'api-key', 'same value')
    const sealed = await rows.list()
    expect(new Set(sealed.map((row) => row.nonce.toString('hex'))).size).toBe(20)
    expect(new Set(sealed.map((row) => row.ciphertext.toString('hex'))).size).toBe(20)
  })

  it('keeps its reference when it is replaced', async () => {
    const { vault, rows } = await openStore()
    const ref = await vault.put('account-1', 'api-key', 'value-one')
    await vault.replace(ref, 'value-two')
    expect(await readText(vault, ref)).toBe('value-two')
    expect(await rows.list()).toEqual([
      expect.objectContaining({
        id: ref,
        ownerId: 'account-1',
        kind: 'api-key',
        updatedAt: '2025-03-01T10:00:00.000Z',
      }),
    ])
  })

  it('leaves the value it was given to the caller', async () => {
    const { vault } = await openStore()
    const value = Buffer.from('value-one')
    const ref = await vault.put('account-1', 'api-key', value)
    expect(value.toString()).toBe('value-one')
    const resolved = await vault.resolve(ref)
    resolved.fill(0)
    expect(await readText(vault, ref)).toBe('value-one')
  })

  it('is gone after it was removed, alone or with its owner', async () => {
    const { vault, keychain } = await openStore()
    const item = async () => keychain.get('master-key:profile-1:1')
    const [one, two, other] = [
      await vault.put('account-1', 'access-token', 'value-one'),
      await vault.put('account-1', 'refresh-token', 'value-two'),
      await vault.put('account-2', 'access-token', 'value-three'),
    ]
    const before = await item()
    await vault.remove(one)
    expect([await vault.has(one), await vault.has(two), await vault.has(other)]).toEqual([false, true, true])
    await vault.removeByOwner('account-1')
    expect([await vault.has(two), await vault.has(other)]).toEqual([false, true])
    expect(vault.status().secretCount).toBe(1)
    await expect(vault.resolve(one)).rejects.toEqual(NEEDS_SECRET)
    await expect(vault.replace(one, 'value')).rejects.toEqual(NEEDS_SECRET)
    expect(await item()).toBe(before)
  })

  it('is asked for again when nobody ever stored it', async () => {
    const { vault } = await openStore()
    await expect(vault.resolve(newSecretRef())).rejects.toEqual(NEEDS_SECRET)
  })

  it('is known to the redactor once it is put or resolved', async () => {
    const { vault, redactor, rows, keychain } = await openStore()
    const ref = await vault.put('account-1', 'api-key', 'hunter2hunter2')
    expect(redactor.redact('sent hunter2hunter2 out')).toBe('sent ••• out')
    const later = createRedactor()
    const again = await openVault({ rows, keychain, profileId: 'profile-1', redactor: later })
    expect(later.redact('hunter2hunter2')).toBe('hunter2hunter2')
    await again.resolve(ref)
    expect(later.redact('hunter2hunter2')).toBe('•••')
  })

  it('has a reference that says nothing about it', async () => {
    const { vault } = await openStore()
    const ref = await vault.put('account-1', 'api-key', 'value-one')
    expect(`${ref}`).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
    expect(toSecretRef(`${ref}`)).toBe(ref)
  })

  it('belongs to an owner whose name cannot imitate another', async () => {
    const { vault } = await openStore()
    await expect(vault.put('account-1|x', 'api-key', 'value')).rejects.toThrow(TypeError)
  })
})

describe('a secret within a transaction', () => {
  it('is written together with the row that refers to it', async () => {
    const { vault, db } = await openStore()
    const sealed = await vault.seal('account-1', 'api-key', 'value-one')
    expect(await vault.has(sealed.ref)).toBe(false)
    await db.transaction().execute(async (transaction) => {
      await transaction.insertInto('meta').values({ key: 'ref', value: sealed.ref }).execute()
      await sealed.writeTo(kyselySecretRows(transaction))
    })
    expect(await readText(vault, sealed.ref)).toBe('value-one')
    expect(vault.status().secretCount).toBe(1)
  })

  it('is not written when the transaction rolls back', async () => {
    const { vault, db } = await openStore()
    const sealed = await vault.seal('account-1', 'api-key', 'value-one')
    const work = db.transaction().execute(async (transaction) => {
      await sealed.writeTo(kyselySecretRows(transaction))
      await sql`select no_such_column`.execute(transaction)
    })
    await expect(work).rejects.toThrow('no such column')
    expect(await vault.has(sealed.ref)).toBe(false)
  })

  it('keeps the old value when a transaction with the new one rolls back', async () => {
    const { vault, db } = await openStore()
    const ref = await vault.put('account-1', 'refresh-token', 'value-one')
    const sealed = await vault.reseal(ref, 'value-two')
    const work = db.transaction().execute(async (transaction) => {
      await sealed.writeTo(kyselySecretRows(transaction))
      throw new Error('stop')
    })
    await expect(work).rejects.toThrow('stop')
    expect(await readText(vault, ref)).toBe('value-one')
  })

  it('is removed with its owner, or not at all', async () => {
    const { vault, db } = await openStore()
    const ref = await vault.put('account-1', 'api-key', 'value-one')
    const work = db.transaction().execute(async (transaction) => {
      await vault.removeByOwner('account-1', kyselySecretRows(transaction))
      throw new Error('stop')
    })
    await expect(work).rejects.toThrow('stop')
    expect(await readText(vault, ref)).toBe('value-one')
    await db.transaction().execute((transaction) => vault.removeByOwner('account-1', kyselySecretRows(transaction)))
    expect(await vault.has(ref)).toBe(false)
  })

  it('is readable although the master key changed after it was sealed', async () => {
    const { vault, rows, keychain } = await openStore()
    await vault.put('account-1', 'api-key', 'value-one')
    const sealed = await vault.seal('account-1', 'api-key', 'value-two')
    await vault.rotateMasterKey()
    await sealed.writeTo(rows)
    vault.close()
    const again = await openVault({ rows, keychain, profileId: 'profile-1' })
    expect(await readText(again, sealed.ref)).toBe('value-two')
  })
})

describe('a row that was tampered with', () => {
  const CHANGES = ['nonce', 'ciphertext', 'tag'] as const

  it.each(CHANGES)('is damaged after one flipped bit of its %s', async (part) => {
    const { vault, rows } = await openStore()
    const ref = await vault.put('account-1', 'api-key', 'value-one')
    const [row] = await rows.list()
    if (!row) throw new Error('the row is missing')
    const bytes = Buffer.from(row[part])
    bytes[0] = (bytes[0] ?? 0) ^ 1
    await rows.put({ ...row, [part]: bytes })
    await expect(vault.resolve(ref)).rejects.toBeInstanceOf(DamagedSecret)
  })

  it.each(CHANGES)('is damaged when its %s is cut', async (part) => {
    const { vault, rows } = await openStore()
    const ref = await vault.put('account-1', 'api-key', 'value-one')
    const [row] = await rows.list()
    if (!row) throw new Error('the row is missing')
    await rows.put({ ...row, [part]: row[part].subarray(0, 4) })
    await expect(vault.resolve(ref)).rejects.toBeInstanceOf(DamagedSecret)
  })

  it.each(['ownerId', 'kind'] as const)('is damaged under another %s', async (part) => {
    const { vault, rows } = await openStore()
    const ref = await vault.put('account-1', 'api-key', 'value-one')
    const [row] = await rows.list()
    if (!row) throw new Error('the row is missing')
    await rows.put({ ...row, [part]: 'other' })
    await expect(vault.resolve(ref)).rejects.toBeInstanceOf(DamagedSecret)
  })

  it('is damaged when two rows of one owner are swapped', async () => {
    const { vault, rows } = await openStore()
    const refs = [await vault.put('account-1', 'api-key', 'one'), await vault.put('account-1', 'api-key', 'two')]
    const [first, second] = await rows.list()
    if (!first || !second) throw new Error('a row is missing')
    await rows.put({ ...first, id: second.id })
    await rows.put({ ...second, id: first.id })
    for (const ref of refs) await expect(vault.resolve(ref)).rejects.toBeInstanceOf(DamagedSecret)
  })

  it('is damaged in a workspace of another profile that has the same key', async () => {
    const { vault, rows, keychain } = await openStore()
    const ref = await vault.put('account-1', 'api-key', 'value-one')
    const item = await keychain.get('master-key:profile-1:1')
    await keychain.set('master-key:profile-2:1', item ?? '')
    const other = await openVault({ rows, keychain, profileId: 'profile-2' })
    expect(other.status()).toMatchObject({ state: 'open' })
    await expect(other.resolve(ref)).rejects.toBeInstanceOf(DamagedSecret)
  })
})
