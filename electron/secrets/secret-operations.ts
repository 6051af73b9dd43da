import { AppFailure } from '../../shared/errors'
import { deleteKeys } from './master-key'
import type { SecretIdentity } from './seal'
import { newSecretRef, type SecretRef, toSecretRef } from './secret-ref'
import type { SecretRows } from './secret-rows'
import { ensureKey } from './unlocking'
import { type MemorySecret, openRow, sealRow, type VaultCore, wipeMemory } from './vault-core'

/** A secret that is ready to be written in the transaction of the row that will refer to it. */
export type SealedSecret = {
  readonly ref: SecretRef
  /** `within` is `kyselySecretRows(transaction)`. A vault that keeps secrets in memory writes nothing there. */
  writeTo(within: SecretRows): Promise<void>
}

type Value = string | Buffer
type NewSecret = Omit<MemorySecret, 'value'>

export function seal(core: VaultCore, owner: Omit<SecretIdentity, 'id'>, value: Value): Promise<SealedSecret> {
  return prepare(core, { id: newSecretRef(), ...owner, hidesSealed: false }, value)
}

export async function reseal(core: VaultCore, ref: SecretRef, value: Value): Promise<SealedSecret> {
  const kept = core.memory.get(ref)
  if (kept) return prepare(core, identify(kept, kept.hidesSealed), value)
  const row = await core.rows.get(ref)
  if (!row) throw missing()
  return prepare(core, identify(row, true), value)
}

const identify = ({ id, ownerId, kind }: SecretIdentity, hidesSealed: boolean): NewSecret => ({
  ...{ id, ownerId, kind, hidesSealed },
})

async function prepare(core: VaultCore, identity: NewSecret, value: Value): Promise<SealedSecret> {
  const bytes = Buffer.from(value)
  core.register(bytes)
  const ref = toSecretRef(identity.id)
  if (core.access().mode === 'memory')
    return { ref, writeTo: (within) => keep(core, { ...identity, value: bytes }, within) }
  await ensureKey(core)
  const row = sealRow(core, identity, bytes)
  bytes.fill(0)
  return {
    ref,
    async writeTo(within) {
      const current = core.ring.current()
      if (current && current.keyNo !== row.keyNo) {
        const opened = openRow(core, row)
        await within.put(sealRow(core, identity, opened))
        opened.fill(0)
      } else await within.put(row)
      await core.recount(within)
    },
  }
}

async function keep(core: VaultCore, kept: MemorySecret, within: SecretRows): Promise<void> {
  core.memory.get(kept.id)?.value.fill(0)
  core.memory.set(kept.id, kept)
  await core.recount(within)
}

export async function has(core: VaultCore, ref: SecretRef): Promise<boolean> {
  return core.memory.has(ref) || (await core.rows.get(ref)) !== undefined
}

export async function resolve(core: VaultCore, ref: SecretRef): Promise<Buffer> {
  const value = await find(core, ref)
  core.register(value)
  return value
}

async function find(core: VaultCore, ref: SecretRef): Promise<Buffer> {
  const kept = core.memory.get(ref)
  if (kept) return Buffer.from(kept.value)
  const row = await core.rows.get(ref)
  if (!row) throw missing()
  return openRow(core, row)
}

const missing = () => new AppFailure({ code: 'needs-secret', what: 'A credential' })

export async function remove(core: VaultCore, ref: SecretRef, within: SecretRows): Promise<void> {
  await within.delete(ref)
  drop(core, (kept) => kept.id === ref)
  await core.recount(within)
}

export async function removeByOwner(core: VaultCore, ownerId: string, within: SecretRows): Promise<void> {
  await within.deleteByOwner(ownerId)
  drop(core, (kept) => kept.ownerId === ownerId)
  await core.recount(within)
}

function drop(core: VaultCore, matches: (kept: MemorySecret) => boolean): void {
  for (const [id, kept] of core.memory) {
    if (!matches(kept)) continue
    kept.value.fill(0)
    core.memory.delete(id)
  }
}

/** Without a key in memory there is nothing to lock. */
export function lock(core: VaultCore): void {
  if (!core.ring.current()) return
  core.ring.wipe()
  core.setAccess({ state: 'locked', mode: core.access().mode, reason: 'locked-by-user' })
}

/** From now on new secrets live until quit and touch neither disk nor keychain. What is sealed stays as it is. */
export function useMemoryOnly(core: VaultCore): void {
  if (core.ring.current()) throw new AppFailure({ code: 'refused', message: 'Secrets are already kept safely' })
  core.setAccess({ state: 'open', mode: 'memory' })
}

/** A key that could not be checked is left in the keychain: it may belong to another copy of this workspace. */
export async function forgetEverything(core: VaultCore): Promise<void> {
  const current = core.ring.current()
  const record = await core.rows.readVault()
  await core.rows.replaceAll(() => [], undefined)
  wipeMemory(core)
  core.ring.wipe()
  core.setAccess({ state: 'open', mode: null })
  if (current && record?.mode === 'keychain') {
    await deleteKeys(core.keychain, core.profileId, current.keyNo - 1, current.keyNo)
  }
}
