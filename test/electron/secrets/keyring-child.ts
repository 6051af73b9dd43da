import { readFile } from 'node:fs/promises'
import { openWorkspaceDatabase } from '../../../electron/db/open'
import { osKeychain } from '../../../electron/secrets/keychain'
import { kyselySecretRows } from '../../../electron/secrets/kysely-secret-rows'
import { toSecretRef } from '../../../electron/secrets/secret-ref'
import { openVault, type Vault } from '../../../electron/secrets/secrets'

export type Verb = 'store' | 'read' | 'forget'

/** What one process saw: where the vault stood, what the verb gave or how it failed. */
export type Report = {
  state: string
  reason?: string
  mode: string | null
  answer?: string
  failure?: string
  item: 'present' | 'absent' | 'unknown'
  filesStillWork: boolean
}

const PROFILE = 'real-keyring-test'
const TIMEOUT_MS = 2000

async function run(verb: Verb, file: string, value: string): Promise<Report> {
  const { db } = await openWorkspaceDatabase(file)
  const keychain = osKeychain()
  const rows = kyselySecretRows(db)
  const vault = await openVault({ rows, keychain, profileId: PROFILE, keychainTimeoutMs: TIMEOUT_MS })
  const outcome = await act(vault, verb, value)
  const { state, reason, mode } = vault.status()
  const item = state === 'open' ? await keychain.get(`master-key:${PROFILE}:1`) : undefined
  const filesStillWork = (await readFile(file)).length > 0
  const found = item === undefined ? 'unknown' : item === null ? 'absent' : 'present'
  return { state, ...(reason ? { reason } : {}), mode, ...outcome, item: found, filesStillWork }
}

async function act(vault: Vault, verb: Verb, value: string): Promise<Pick<Report, 'answer' | 'failure'>> {
  try {
    if (verb === 'store') return { answer: await vault.put('account-1', 'api-key', value) }
    if (verb === 'read') return { answer: (await vault.resolve(toSecretRef(value))).toString() }
    await vault.forgetEverything()
    return {}
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) }
  }
}

/** Node's own exit waits for the thread that a hanging keychain call holds, so it never ends. */
function leave({ reason }: Report): void {
  if (reason === 'keychain-timeout') process.kill(process.pid, 'SIGKILL')
  else process.exit(0)
}

const [verb, file, value = ''] = process.argv.slice(2)
run(verb as Verb, file ?? '', value).then(
  (report) => process.stdout.write(`${JSON.stringify(report)}\n`, () => leave(report)),
  (error) => process.stderr.write(`${String(error)}\n`, () => process.exit(1)),
)
