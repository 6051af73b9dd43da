import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openWorkspaceDatabase } from '../../../electron/db/open'
import { createModels, type Models, type ModelsDeps } from '../../../electron/models/create-models'
import type { LedgerPort } from '../../../electron/net/ledger-port'
import { createModelFetch } from '../../../electron/net/model-fetch'
import { newSecretRef, type SecretRef } from '../../../electron/secrets/secret-ref'
import type { ShownRequest } from '../../../shared/domain/integration'

type Limits = { headerTimeoutMs?: number; idleTimeoutMs?: number; maxBytes?: number }

/** The models of a workspace on a real database, over real sockets; keys are kept in a map instead of the keychain. */
export async function openModels(options: Limits & Pick<ModelsDeps, 'localServers'> = {}) {
  const { localServers, ...limits } = options
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-models-'))
  const file = join(folder, 'workspace.sqlite')
  const workspace = await openWorkspaceDatabase(file)
  const vault = memoryVault()
  const requests: { url: string; actor: string; headers: ShownRequest['headers'] }[] = []
  const ledger: LedgerPort = {
    dispatch: async ({ request, actor }) => requests.push({ url: request.url, headers: request.headers, actor }),
    complete: async () => undefined,
  }
  const models: Models = createModels({
    db: workspace.db,
    vault,
    createModelFetch: createModelFetch({ ledger, redact: (text) => text, ...limits }),
    now: () => new Date('2025-05-02T10:12:00.000Z'),
    ...(localServers ? { localServers } : {}),
  })
  return {
    models,
    vault,
    db: workspace.db,
    file,
    requests,
    async close() {
      await workspace.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function memoryVault() {
  const secrets = new Map<SecretRef, { ownerId: string; value: string }>()
  return {
    secrets,
    put: async (ownerId: string, _kind: string, value: string | Buffer) => {
      const ref = newSecretRef()
      secrets.set(ref, { ownerId, value: String(value) })
      return ref
    },
    replace: async (ref: SecretRef, value: string | Buffer) => {
      const secret = secrets.get(ref)
      if (secret) secret.value = String(value)
    },
    resolve: async (ref: SecretRef) => Buffer.from(secrets.get(ref)?.value ?? ''),
    removeByOwner: async (ownerId: string) => {
      for (const [ref, secret] of secrets) if (secret.ownerId === ownerId) secrets.delete(ref)
    },
  }
}
