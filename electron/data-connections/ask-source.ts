import type { DiscoveredStream } from '../../shared/domain/data-connection'
import type { Identity, SourceCredentials } from '../sources/define'
import { getSource } from '../sources/registry'
import type { Inside } from './create-data-connections'
import { resolveSecrets } from './credentials'
import { asAppFailure } from './failures'
import { knownConfig } from './oauth-client'
import { recorded } from './recorded'
import type { StoredDataConnection } from './stored'

type Asked = { check: Identity; discover: DiscoveredStream[] }
/** Fails with `source-failed`, and as the vault does. */
export type AskSource = <N extends keyof Asked>(
  name: N,
  stored: StoredDataConnection,
  /** Credentials that are not stored yet, under the id by which the requests of this question are signed. */
  candidate?: { connectionId: string; credentials: SourceCredentials },
) => Promise<Asked[N]>

/** Asks the source outside of a run, for the person who waits for the answer. */
export function askSource({ worker, ledger, vault, oauth }: Inside): AskSource {
  const call = <N extends keyof Asked>(name: N, input: Parameters<typeof worker.call<N>>[1]): Promise<Asked[N]> =>
    worker.call(name, input) as Promise<Asked[N]>
  return async (name, stored, candidate) => {
    const source = getSource(stored.sourceId)
    const typed = candidate?.credentials.config ?? stored.config
    const config = await knownConfig(oauth, source, { id: stored.id, config: typed })
    const label = stored.isDraft ? null : stored.name
    const subject = { kind: 'check' as const, source, config, label, stream: null, runId: null, actor: 'You' }
    const kept = async () => candidate?.credentials.secrets ?? (await resolveSecrets(vault, stored.secretId))
    const secrets = source.kind === 'driver' ? await kept() : {}
    const connectionId = candidate?.connectionId ?? stored.id
    try {
      return await recorded(ledger, subject, async () => {
        const value = await call(name, { sourceId: source.id, config, secrets, connectionId })
        return { value, bytes: JSON.stringify(value).length, failure: null }
      })
    } catch (error) {
      throw asAppFailure(error)
    }
  }
}
