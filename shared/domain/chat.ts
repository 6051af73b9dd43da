import { z } from 'zod'
import { Id, Json, Timestamp } from './common'
import { Effect, ShownRequest } from './integration'

const ToolState = z.enum(['running', 'waiting', 'done', 'failed', 'refused', 'not-available', 'indeterminate'])

const TextPart = z.object({ type: z.literal('text'), text: z.string() })
export const ToolPart = z.object({
  type: z.literal('tool'),
  callId: z.string(),
  /** The name that the model called. */
  tool: z.string(),
  /** The call in words: "Searched Jira issues". */
  title: z.string(),
  effect: Effect,
  input: Json,
  state: ToolState,
  output: Json,
  /** The outcome in words: "12 results". */
  summary: z.string().nullable(),
  accountLabel: z.string().nullable(),
  durationMs: z.number().nullable(),
  cardId: Id.nullable(),
})
export const ActivationPart = z.object({
  type: z.literal('activation'),
  callId: z.string().nullable(),
  by: z.enum(['model', 'user']),
  skillId: Id,
  skillName: z.string(),
  handle: z.string(),
  hash: z.string(),
  /** The block that the model read, as it was then: history stays true when the skill changes. */
  content: z.string(),
  integrations: z.array(
    z.object({ id: z.string(), name: z.string(), state: z.enum(['ready', 'needs-connection', 'off']) }),
  ),
})
const NoticePart = z.object({
  type: z.literal('notice'),
  tone: z.enum(['info', 'failed']),
  title: z.string(),
  advice: z.string(),
})

export const Part = z.discriminatedUnion('type', [TextPart, ToolPart, ActivationPart, NoticePart])
export type Part = z.infer<typeof Part>
export type ToolPart = z.infer<typeof ToolPart>
export type ActivationPart = z.infer<typeof ActivationPart>

/** Per request of a run: what the model was offered, and why. */
export const Receipt = z.object({
  model: z.string(),
  requests: z.array(z.object({ tools: z.array(z.object({ name: z.string(), why: z.string() })) })),
  inputTokens: z.number().int().nullable(),
  outputTokens: z.number().int().nullable(),
})
export type Receipt = z.infer<typeof Receipt>

const MessageStatus = z.enum(['complete', 'streaming', 'waiting', 'stopped', 'failed'])
export const Message = z.object({
  id: Id,
  threadId: Id,
  parentId: Id.nullable(),
  role: z.enum(['user', 'assistant']),
  parts: z.array(Part),
  status: MessageStatus,
  /** All answers or edits that stand beside this one, oldest first, itself included. */
  siblingIds: z.array(Id),
  receipt: Receipt.nullable(),
  /** The run that made this answer, when it wrote records; null otherwise. */
  runId: Id.nullable(),
  createdAt: Timestamp,
})
export type Message = z.infer<typeof Message>

export const RecordChange = z.object({
  label: z.string(),
  before: z.record(z.string(), Json).nullable(),
  after: z.record(z.string(), Json).nullable(),
})
export type RecordChange = z.infer<typeof RecordChange>

export const CardPayload = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('needs_connection'),
    integrationId: z.string(),
    integrationName: z.string(),
    /** True when an account exists but its credential was rejected or its secret is missing. */
    reconnect: z.boolean(),
    accountId: Id.nullable(),
    /** Set when it is a data connection that is missing, or to be reconnected; there is no integration then. */
    dataConnection: z.object({ sourceId: z.string(), id: Id.nullable() }).nullable().default(null),
    reason: z.string(),
  }),
  z.object({
    kind: z.literal('needs_account'),
    integrationId: z.string(),
    integrationName: z.string(),
    accounts: z.array(z.object({ id: Id, label: z.string(), visibility: z.enum(['team', 'private']) })),
    reason: z.string(),
  }),
  z.object({
    kind: z.literal('needs_grant'),
    grantKind: z.string(),
    target: z.string().nullable(),
    /** The grant as people know it: "Write records". */
    label: z.string(),
    reason: z.string(),
  }),
  z.object({
    kind: z.literal('needs_approval'),
    title: z.string(),
    effect: Effect,
    accountLabel: z.string().nullable(),
    /** Set for actions: exactly what is sent. */
    request: ShownRequest.nullable(),
    /** Set for records: before and after, and how many in all. */
    records: z.object({ tableName: z.string(), count: z.number().int(), sample: z.array(RecordChange) }).nullable(),
    input: Json,
    /** SHA-256 of the canonical request; what is sent must have the same. */
    hash: z.string(),
    expiresAt: Timestamp,
    mayAllowThread: z.boolean(),
    mayAllowAgent: z.boolean(),
  }),
  z.object({
    kind: z.literal('blocked'),
    title: z.string(),
    reason: z.string(),
    retryAt: Timestamp.nullable(),
    /** Set when a connector has to be looked after first. */
    connectorId: Id.nullable().default(null),
  }),
])
export type CardPayload = z.infer<typeof CardPayload>

export const CardAnswer = z.discriminatedUnion('decision', [
  /** needs_approval */
  z.object({ decision: z.literal('approve'), scope: z.enum(['once', 'thread', 'agent']) }),
  z.object({ decision: z.literal('deny'), reason: z.string().max(500) }),
  /** needs_approval: the input is changed by the person; main builds the request and the card anew. */
  z.object({ decision: z.literal('edit'), input: Json }),
  /** needs_connection: an account is there now. */
  z.object({ decision: z.literal('connected') }),
  /** needs_account */
  z.object({ decision: z.literal('choose'), accountId: Id }),
  /** needs_grant */
  z.object({ decision: z.literal('grant'), scope: z.enum(['once', 'agent']) }),
  /** blocked */
  z.object({ decision: z.literal('retry') }),
  /** Any card: go on without. Not a refusal. */
  z.object({ decision: z.literal('skip') }),
])
export type CardAnswer = z.infer<typeof CardAnswer>

export const Card = z.object({
  id: Id,
  threadId: Id,
  messageId: Id,
  callId: z.string(),
  status: z.enum(['open', 'answered', 'superseded']),
  payload: CardPayload,
  answer: CardAnswer.nullable(),
  createdAt: Timestamp,
})
export type Card = z.infer<typeof Card>

export const Thread = z.object({
  id: Id,
  title: z.string(),
  agentId: Id,
  /** `waiting`: a card of it is open. */
  status: z.enum(['idle', 'running', 'waiting']),
  createdAt: Timestamp,
  updatedAt: Timestamp,
})
export type Thread = z.infer<typeof Thread>

/** The path from the first message to the current one, and the cards that stand on it. */
export const ThreadView = z.object({
  thread: Thread,
  messages: z.array(Message),
  cards: z.array(Card),
  /** Skills switched off for this thread. */
  disabledSkillIds: z.array(Id),
  offeredSkills: z.array(
    z.object({ id: Id, name: z.string(), handle: z.string(), active: z.boolean(), activated: z.boolean() }),
  ),
})
export type ThreadView = z.infer<typeof ThreadView>
