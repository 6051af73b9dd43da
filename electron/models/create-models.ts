import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import { BUILT_IN_MODEL, type LocalModelServer, type ModelProvider, type ModelRef } from '../../shared/domain/model'
import { AppFailure } from '../../shared/errors'
import type { WorkspaceDatabase } from '../db/schema'
import type { ModelContext } from '../net/model-fetch'
import { validateHeaderSafe } from '../secrets/header-safe'
import { toSecretRef } from '../secrets/secret-ref'
import type { Vault } from '../secrets/secrets'
import { createAssistant } from './assistant/model'
import { normaliseBaseUrl } from './base-url'
import { detectLocalServers, LOCAL_SERVERS, type LocalServer } from './detect-local'
import type { CreateModelFetch, LanguageModelV3 } from './language-model'
import { fetchModelList } from './model-list'
import { openAiCompatibleModel } from './openai-compatible'
import {
  deleteProvider,
  findProvider,
  insertProvider,
  listProviders,
  readDefaultModel,
  type StoredProvider,
  setProviderSecret,
  updateProvider,
  writeDefaultModel,
} from './queries'

const CHECK_TIMEOUT_MS = 10_000
const KEY_KIND = 'model-key'
const PERSON: ModelContext = { actor: 'You', threadId: null, runId: null }

export type ModelsDeps = {
  db: Kysely<WorkspaceDatabase>
  vault: Pick<Vault, 'put' | 'replace' | 'resolve' | 'removeByOwner'>
  createModelFetch: CreateModelFetch
  now: () => Date
  /** Where `detectLocal` looks; Ollama and LM Studio unless told otherwise. */
  localServers?: readonly LocalServer[]
}
type NewProvider = { name: string; baseUrl: string; key: string; models: string[] }
type ProviderChanges = { id: string; name: string; baseUrl: string; models: string[]; streamsTools: boolean }
type ResolvedModel = { model: LanguageModelV3; label: string }

export type Models = {
  list: () => Promise<{ providers: ModelProvider[]; workspaceDefault: ModelRef }>
  detectLocal: () => Promise<LocalModelServer[]>
  /** Fails with `model-failed`. Stores nothing. */
  check: (server: { baseUrl: string; key: string }) => Promise<{ models: string[] }>
  create: (provider: NewProvider) => Promise<string>
  update: (changes: ProviderChanges) => Promise<void>
  setKey: (id: string, key: string) => Promise<void>
  delete: (id: string) => Promise<void>
  workspaceDefault: () => Promise<ModelRef>
  setWorkspaceDefault: (ref: ModelRef) => Promise<void>
  /** A model ready to run, and its name for the receipt. Fails with `model-failed` when its provider is gone. */
  resolveModel: (ref: ModelRef, context: ModelContext) => Promise<ResolvedModel>
}

/** The models that this workspace can use: the built-in assistant, and servers that the person added. */
export function createModels(deps: ModelsDeps): Models {
  const { db, createModelFetch, now } = deps
  const assistant = createAssistant({ now })
  return {
    async list() {
      const stored = await listProviders(db)
      return { providers: [BUILT_IN, ...stored.map(toProvider)], workspaceDefault: await readDefaultModel(db) }
    },
    detectLocal: () => detectLocalServers(createModelFetch(PERSON), deps.localServers ?? LOCAL_SERVERS),
    async check({ baseUrl, key }) {
      const asked = { baseUrl: normaliseBaseUrl(baseUrl), key: headerSafe(key), timeoutMs: CHECK_TIMEOUT_MS }
      return { models: await fetchModelList(createModelFetch(PERSON), asked) }
    },
    ...editing(deps),
    workspaceDefault: () => readDefaultModel(db),
    async setWorkspaceDefault(ref) {
      if (ref.providerId !== BUILT_IN_MODEL.providerId) await mustFind(db, ref.providerId)
      await writeDefaultModel(db, ref)
    },
    async resolveModel(ref, context) {
      if (ref.providerId === BUILT_IN_MODEL.providerId) return { model: assistant, label: BUILT_IN.name }
      const provider = await findProvider(db, ref.providerId)
      if (!provider) throw providerGone()
      return { model: serverModel(deps, provider, ref.modelId, context), label: `${ref.modelId} (${provider.name})` }
    },
  }
}

function editing({ db, vault, now }: ModelsDeps): Pick<Models, 'create' | 'update' | 'setKey' | 'delete'> {
  return {
    async create({ name, baseUrl, key, models }) {
      const id = randomUUID()
      const address = normaliseBaseUrl(baseUrl)
      const safeKey = headerSafe(key)
      const secretId = safeKey ? await vault.put(id, KEY_KIND, safeKey) : null
      const provider = { id, name, baseUrl: address, models, streamsTools: true, secretId }
      await insertProvider(db, provider, now().toISOString())
      return id
    },
    async update({ id, baseUrl: typed, ...changes }) {
      const baseUrl = normaliseBaseUrl(typed)
      const before = await mustFind(db, id)
      // A key belongs to the host it was entered for; pointing the provider elsewhere must not hand it over.
      const keyStays = new URL(before.baseUrl).origin === new URL(baseUrl).origin
      await updateProvider(db, id, { ...changes, baseUrl, secretId: keyStays ? before.secretId : null })
      if (!keyStays) await vault.removeByOwner(id)
    },
    async setKey(id, key) {
      const provider = await mustFind(db, id)
      if (provider.secretId) return vault.replace(toSecretRef(provider.secretId), headerSafe(key))
      await setProviderSecret(db, id, await vault.put(id, KEY_KIND, headerSafe(key)))
    },
    async delete(id) {
      if (!(await deleteProvider(db, id))) throw notFound(id)
      await vault.removeByOwner(id)
    },
  }
}

function serverModel(deps: ModelsDeps, provider: StoredProvider, modelId: string, context: ModelContext) {
  const { secretId } = provider
  return openAiCompatibleModel({
    baseUrl: provider.baseUrl,
    modelId,
    streamsTools: provider.streamsTools,
    fetch: deps.createModelFetch(context),
    readKey: () => (secretId ? readKey(deps, secretId) : Promise.resolve(null)),
  })
}

async function readKey({ vault }: ModelsDeps, secretId: string): Promise<string> {
  const secret = await vault.resolve(toSecretRef(secretId))
  try {
    return secret.toString('utf8')
  } finally {
    secret.fill(0)
  }
}

const headerSafe = (key: string) => validateHeaderSafe(key, 'key', 'The key')

const BUILT_IN: ModelProvider = {
  id: BUILT_IN_MODEL.providerId,
  kind: 'built-in',
  name: 'Built-in assistant',
  baseUrl: null,
  hasKey: false,
  models: [BUILT_IN_MODEL.modelId],
  streamsTools: true,
}

const toProvider = ({ secretId, ...provider }: StoredProvider): ModelProvider => ({
  ...provider,
  kind: 'openai-compatible',
  hasKey: secretId !== null,
})

async function mustFind(db: Kysely<WorkspaceDatabase>, id: string): Promise<StoredProvider> {
  const provider = await findProvider(db, id)
  if (!provider) throw notFound(id)
  return provider
}

const notFound = (id: string) => new AppFailure({ code: 'not-found', what: 'model provider', id })
const providerGone = () =>
  new AppFailure({
    code: 'model-failed',
    reason: 'not-found',
    message: 'The model provider of this agent was removed',
  })
