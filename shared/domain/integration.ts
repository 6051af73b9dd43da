import { z } from 'zod'
import { ConfigField, ConfigValues, Id, Json, Timestamp } from './common'

export const Effect = z.enum(['read', 'write', 'destructive'])
export type Effect = z.infer<typeof Effect>

export const ActionInfo = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  effect: Effect,
  /** JSON Schema of the input, as the model sees it. */
  inputSchema: Json,
})
export type ActionInfo = z.infer<typeof ActionInfo>

export const Account = z.object({
  id: Id,
  integrationId: z.string(),
  label: z.string(),
  visibility: z.enum(['team', 'private']),
  /** Who the service says this is; null until it was asked. */
  identity: z.string().nullable(),
  config: ConfigValues,
  status: z.enum(['connected', 'needs-reconnect', 'needs-secret']),
  createdAt: Timestamp,
  lastUsedAt: Timestamp.nullable(),
})
export type Account = z.infer<typeof Account>

export const IntegrationInfo = z.object({
  id: z.string(),
  name: z.string(),
  category: z.string(),
  description: z.string(),
  docsUrl: z.string(),
  connect: z.object({ label: z.string(), hint: z.string(), fields: z.array(ConfigField) }),
  actions: z.array(ActionInfo),
})
export type IntegrationInfo = z.infer<typeof IntegrationInfo>

/** What leaves the machine, with the secret masked: what the approval card, the preview and the ledger show. */
export const ShownRequest = z.object({
  method: z.string(),
  url: z.string(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  body: z.string().nullable(),
})
export type ShownRequest = z.infer<typeof ShownRequest>
