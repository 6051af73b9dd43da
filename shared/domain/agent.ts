import { z } from 'zod'
import { Id, Timestamp } from './common'
import { ModelRef } from './model'

const GRANT_KINDS = ['read-records', 'write-records', 'integration', 'connector', 'manage-data-connections'] as const
export const GrantKind = z.enum(GRANT_KINDS)
export type GrantKind = z.infer<typeof GrantKind>

/**
 * One permission. `target` is the integration or the connector for grants of those kinds; for records it is a table, or
 * null for all tables. Managing data connections is about all of them. `allowed: false` is a switch turned off by hand, and wins.
 */
export const Grant = z.object({ kind: GrantKind, target: z.string().nullable(), allowed: z.boolean() })
export type Grant = z.infer<typeof Grant>

export const AgentDraft = z.object({
  name: z.string().trim().min(1).max(120),
  description: z.string().trim().max(1024),
  instructions: z.string().max(50_000),
  model: ModelRef.nullable(),
})
export type AgentDraft = z.infer<typeof AgentDraft>

export const Agent = AgentDraft.extend({
  id: Id,
  /** The agent of the workspace: a skill's attachment is enough for it to use an integration. */
  isDefault: z.boolean(),
  grants: z.array(Grant),
  createdAt: Timestamp,
  updatedAt: Timestamp,
})
export type Agent = z.infer<typeof Agent>

/** What the description of an agent says about connectors. */
export const ConnectorMentions = z.object({
  /** Named exactly, and wired in. */
  wired: z.array(z.object({ id: Id, name: z.string() })),
  /** "my … connector" where no connector, or more than one, can be meant: the person has to say which. */
  questions: z.array(z.object({ phrase: z.string(), candidates: z.array(z.object({ id: Id, name: z.string() })) })),
})
export type ConnectorMentions = z.infer<typeof ConnectorMentions>
