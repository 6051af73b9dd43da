import { randomBytes } from 'node:crypto'
import { AppFailure } from '../../shared/errors'
import { KeychainFailure } from './keychain'
import { deleteKeys, type NumberedKey, obtainKey } from './master-key'
import { wrapKey } from './passphrase'
import { checkOfKey, DamagedSecret, MASTER_KEY_BYTES } from './seal'
import type { SecretRow, VaultRecord } from './secret-rows'
import { bindWrapped, openWrapped } from './unlocking'
import { accessAfter, failureOf, openRow, sealRow, type VaultCore } from './vault-core'

/**
 * New key into the keychain, all rows and the record in one transaction, old key out of the keychain: a crash between
 * any two steps leaves the record pointing at a key that exists and opens every row. A vault with a passphrase needs it
 * here, to wrap the new key. As long as no secret was stored there is nothing to do.
 */
export async function rotateMasterKey(core: VaultCore, passphrase: string | undefined): Promise<void> {
  const old = core.ring.current()
  if (!old && core.access().state === 'open' && core.access().mode !== 'memory') return
  const record = await core.rows.readVault()
  if (!old || !record) throw failureOf(core.access())
  await checkPassphrase(core, record, passphrase)
  const fresh = await makeKey(core, record)
  const next: VaultRecord = { mode: record.mode, keyNo: fresh.keyNo, check: checkOfKey(fresh.key) }
  if (record.wrapped && passphrase !== undefined) {
    next.wrapped = await wrapKey(fresh.key, passphrase, bindWrapped(core.profileId, fresh.keyNo))
  }
  await commit(core, { old, fresh, next })
  if (record.mode === 'keychain') await deleteKeys(core.keychain, core.profileId, old.keyNo - 1, fresh.keyNo - 1)
}

async function checkPassphrase(core: VaultCore, record: VaultRecord, passphrase: string | undefined): Promise<void> {
  if (!record.wrapped) return
  if (passphrase === undefined) {
    const message = 'The passphrase of the vault is needed to change its key'
    throw new AppFailure({ code: 'invalid-input', field: 'passphrase', message })
  }
  const key = await openWrapped(core, record, passphrase)
  key.fill(0)
}

/** Never takes over an item it finds: the point is a key that nobody has seen. */
async function makeKey(core: VaultCore, { mode, keyNo }: VaultRecord): Promise<NumberedKey> {
  if (mode === 'passphrase') return { keyNo: keyNo + 1, key: randomBytes(MASTER_KEY_BYTES) }
  try {
    return await obtainKey(core.keychain, core.profileId, { from: keyNo + 1, adopt: false })
  } catch (error) {
    throw error instanceof KeychainFailure ? failureOf(accessAfter(error)) : error
  }
}

type Change = { old: NumberedKey; fresh: NumberedKey; next: VaultRecord }

/** The new key seals from within the transaction on, so that whoever writes a row next cannot use the old one. */
async function commit(core: VaultCore, { old, fresh, next }: Change): Promise<void> {
  core.ring.load(fresh)
  core.ring.use(old.keyNo)
  try {
    await core.rows.replaceAll((rows) => {
      core.ring.use(fresh.keyNo)
      return rows.map((row) => reseal(core, row))
    }, next)
  } catch (error) {
    await followRecord(core, [old, fresh])
    throw error
  }
}

/** A row that nobody can open any more is kept as it is. */
function reseal(core: VaultCore, row: SecretRow): SecretRow {
  try {
    const value = openRow(core, row)
    const sealed = { ...sealRow(core, row, value), updatedAt: row.updatedAt }
    value.fill(0)
    return sealed
  } catch (error) {
    if (error instanceof DamagedSecret) return row
    throw error
  }
}

/** After a failed commit only the record knows which key seals; if it cannot be read the vault locks. */
async function followRecord(core: VaultCore, keys: NumberedKey[]): Promise<void> {
  const record = await core.rows.readVault().catch(() => undefined)
  const sealing = keys.find(({ keyNo }) => keyNo === record?.keyNo)
  if (sealing) return core.ring.use(sealing.keyNo)
  core.ring.wipe()
  core.setAccess({ state: 'locked', mode: core.access().mode, reason: 'record-unreadable' })
}
