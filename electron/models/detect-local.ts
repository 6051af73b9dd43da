import type { LocalModelServer } from '../../shared/domain/model'
import type { ModelFetch } from './language-model'
import { fetchModelList } from './model-list'

const DETECT_TIMEOUT_MS = 1500

/** Where the model servers of this computer listen unless told otherwise. */
export const LOCAL_SERVERS: readonly LocalServer[] = [
  { name: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1' },
  { name: 'LM Studio', baseUrl: 'http://127.0.0.1:1234/v1' },
]
export type LocalServer = { name: string; baseUrl: string }

/** Asks the known local addresses, all at once. A server that is silent or something else is left out. */
export async function detectLocalServers(
  fetchModel: ModelFetch,
  servers: readonly LocalServer[],
): Promise<LocalModelServer[]> {
  const asked = servers.map(async (server) => ({
    ...server,
    models: await fetchModelList(fetchModel, { baseUrl: server.baseUrl, key: '', timeoutMs: DETECT_TIMEOUT_MS }),
  }))
  const settled = await Promise.allSettled(asked)
  return settled.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
}
