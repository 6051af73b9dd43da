import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { openWorkspaceDatabase } from '../../../electron/db/open'
import { kyselySecretRows } from '../../../electron/secrets/kysely-secret-rows'
import type { SecretRows } from '../../../electron/secrets/secret-rows'
import type { Vault } from '../../../electron/secrets/secrets'

const cleanups: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

/** The vault's rows in a real workspace database that goes away after the test. */
export async function openRows() {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-vault-'))
  const file = join(folder, 'workspace.sqlite')
  const { db, close } = await openWorkspaceDatabase(file)
  cleanups.push(async () => {
    await close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { folder, file, db, rows: kyselySecretRows(db) }
}

export async function readText(vault: Vault, ref: Parameters<Vault['resolve']>[0]): Promise<string> {
  return (await vault.resolve(ref)).toString('utf8')
}

/** Throws at the call with that number that changes something, before or after it took effect. */
export function failingRows(behind: SecretRows, nth: number, when: 'before' | 'after') {
  let calls = 0
  const turn = async (work: () => Promise<void>) => {
    calls += 1
    const fails = calls === nth
    if (fails && when === 'before') throw new Error('disk is gone')
    await work()
    if (fails) throw new Error('disk is gone')
  }
  const rows: SecretRows = {
    ...behind,
    put: (row) => turn(() => behind.put(row)),
    delete: (id) => turn(() => behind.delete(id)),
    deleteByOwner: (ownerId) => turn(() => behind.deleteByOwner(ownerId)),
    writeVault: (record) => turn(() => behind.writeVault(record)),
    replaceAll: (rewrite, record) => turn(() => behind.replaceAll(rewrite, record)),
  }
  return { rows, calls: () => calls }
}
