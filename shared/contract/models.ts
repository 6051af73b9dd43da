import { z } from 'zod'
import { Id, Name } from '../domain/common'
import { LocalModelServer, ModelProvider, ModelRef } from '../domain/model'
import { command, query } from './define'

const BaseUrl = z.string().trim().min(1).max(2000)

export const models = {
  list: query(z.void(), z.object({ providers: z.array(ModelProvider), workspaceDefault: ModelRef })),
  /** Looks for Ollama and LM Studio on this computer. */
  detectLocal: query(z.void(), z.array(LocalModelServer)),
  /** Asks the server for its models. Stores nothing. */
  check: query(z.object({ baseUrl: BaseUrl, key: z.string().max(4000) }), z.object({ models: z.array(z.string()) })),
  create: command(
    z.object({
      name: Name,
      baseUrl: BaseUrl,
      key: z.string().max(4000),
      models: z.array(z.string().max(200)).max(2000),
    }),
    Id,
  ),
  update: command(
    z.object({
      id: Id,
      name: Name,
      baseUrl: BaseUrl,
      models: z.array(z.string().max(200)).max(2000),
      streamsTools: z.boolean(),
    }),
    z.void(),
  ),
  setKey: command(z.object({ id: Id, key: z.string().min(1).max(4000) }), z.void()),
  delete: command(z.object({ id: Id }), z.void()),
  setWorkspaceDefault: command(ModelRef, z.void()),
}
