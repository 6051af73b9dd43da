import { type GuardedKeychain, guardKeychain, KEYCHAIN_TIMEOUT_MS } from './guarded-keychain'
import { createKeyRing } from './key-ring'
import type { Keychain } from './keychain'
import type { Redactor } from './redact'
import { rotateMasterKey } from './rotation'
import * as secret from './secret-operations'
import type { SecretRef } from './secret-ref'
import type { SecretRows } from './secret-rows'
import { createPassphrase, retry, settle, unlock } from './unlocking'
import { type Access, type VaultCore, type VaultStatus, wipeMemory } from './vault-core'

/**
 * The only holder of secrets. `seal`, `reseal`, `put`, `replace` and `resolve` use the database themselves and must be
 * called outside of a transaction, or they wait for it for ever. They fail with `vault-locked`, `vault-wrong-key`,
 * `no-keychain` or `needs-secret`.
 */
export interface Vault {
  /** The count is read after each write; after a transaction that was rolled back it is right again with the next one. */
  status(): VaultStatus
  /** Called after the status changed; returns the way to stop it. */
  onChange(listener: () => void): () => void
  retry(): Promise<VaultStatus>
  put(ownerId: string, kind: string, value: string | Buffer): Promise<SecretRef>
  replace(ref: SecretRef, value: string | Buffer): Promise<void>
  seal(ownerId: string, kind: string, value: string | Buffer): Promise<secret.SealedSecret>
  /** A new value for a secret that exists, for example a rotated refresh token. */
  reseal(ref: SecretRef, value: string | Buffer): Promise<secret.SealedSecret>
  has(ref: SecretRef): Promise<boolean>
  /** The caller wipes the buffer with `fill(0)` when it is done. */
  resolve(ref: SecretRef): Promise<Buffer>
  /** Works on a locked vault too. `within` takes part in a transaction. */
  remove(ref: SecretRef, within?: SecretRows): Promise<void>
  removeByOwner(ownerId: string, within?: SecretRows): Promise<void>
  createPassphrase(passphrase: string): Promise<VaultStatus>
  unlock(passphrase: string): Promise<VaultStatus>
  lock(): Promise<VaultStatus>
  useMemoryOnly(): Promise<VaultStatus>
  /** `passphrase` is needed when the vault has one. */
  rotateMasterKey(passphrase?: string): Promise<VaultStatus>
  /** Deletes every secret and the key; the way out of `wrong-key` and of a lost key. */
  forgetEverything(): Promise<VaultStatus>
  close(): void
}

export type VaultOptions = {
  rows: SecretRows
  keychain: Keychain
  profileId: string
  clock?: () => Date
  /** Learns each secret the moment it is put or resolved. */
  redactor?: Pick<Redactor, 'register'>
  keychainTimeoutMs?: number
}

/** Asks the keychain once when something is sealed, so this can take as long as the time limit of a keychain call. */
export async function openVault(options: VaultOptions): Promise<Vault> {
  const keychain = guardKeychain(options.keychain, options.keychainTimeoutMs ?? KEYCHAIN_TIMEOUT_MS)
  const { core, status, onChange, close } = createCore(options, keychain)
  await settle(core)
  await core.recount(core.rows)

  const exclusive = oneAtATime()
  const change = (work: () => Promise<void>): Promise<VaultStatus> =>
    exclusive(async () => {
      await work()
      await core.recount(core.rows)
      return status()
    })
  const write = async (sealing: () => Promise<secret.SealedSecret>): Promise<SecretRef> =>
    exclusive(async () => {
      const sealed = await sealing()
      await sealed.writeTo(core.rows)
      return sealed.ref
    })

  return {
    status,
    onChange,
    close,
    retry: () => change(() => retry(core)),
    put: (ownerId, kind, value) => write(() => secret.seal(core, { ownerId, kind }, value)),
    replace: async (ref, value) => {
      await write(() => secret.reseal(core, ref, value))
    },
    seal: (ownerId, kind, value) => exclusive(() => secret.seal(core, { ownerId, kind }, value)),
    reseal: (ref, value) => exclusive(() => secret.reseal(core, ref, value)),
    has: (ref) => secret.has(core, ref),
    resolve: (ref) => secret.resolve(core, ref),
    remove: (ref, within = core.rows) => secret.remove(core, ref, within),
    removeByOwner: (ownerId, within = core.rows) => secret.removeByOwner(core, ownerId, within),
    createPassphrase: (passphrase) => change(() => createPassphrase(core, passphrase)),
    unlock: (passphrase) => change(() => unlock(core, passphrase)),
    lock: () => change(async () => secret.lock(core)),
    useMemoryOnly: () => change(async () => secret.useMemoryOnly(core)),
    rotateMasterKey: (passphrase) => change(() => rotateMasterKey(core, passphrase)),
    forgetEverything: () => change(() => secret.forgetEverything(core)),
  }
}

type OpenCore = Pick<Vault, 'status' | 'onChange' | 'close'> & { core: VaultCore }

function createCore({ rows, profileId, redactor, clock }: VaultOptions, keychain: GuardedKeychain): OpenCore {
  const now = clock ?? (() => new Date())
  const listeners = new Set<() => void>()
  let access: Access = { state: 'locked', mode: null }
  let secretCount = 0
  let closed = false
  const announce = () => {
    for (const listener of listeners) listener()
  }
  const core: VaultCore = {
    ...{ rows, keychain, profileId, ring: createKeyRing(), memory: new Map() },
    now: () => now().toISOString(),
    access: () => access,
    setAccess(next) {
      if (closed) return
      access = next
      announce()
    },
    async recount(within) {
      const unsealed = [...core.memory.values()].filter(({ hidesSealed }) => !hidesSealed)
      const counted = (await within.count()) + unsealed.length
      if (counted === secretCount) return
      secretCount = counted
      announce()
    },
    register: (value) => redactor?.register(value),
  }
  return {
    core,
    status: () => ({ ...access, secretCount }),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      core.setAccess({ state: 'locked', mode: access.mode, reason: 'locked-by-user' })
      closed = true
      listeners.clear()
      core.ring.close()
      wipeMemory(core)
    },
  }
}

function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return turn
  }
}
