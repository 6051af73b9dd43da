import type { Announce } from '../../shared/events'
import type { Agents } from '../agents/agents'
import type { Skills } from '../skills/skills'
import type { AccountsPort, ConnectorsPort, IntegrationsPort, ModelsPort, SyncsPort, TablesPort } from './ports'
import type { Db } from './queries'
import type { StoredMessage, StoredRun } from './stored'

export type ChatDeps = {
  db: Db
  skills: Pick<Skills, 'list'>
  agents: Pick<Agents, 'get' | 'getOrDefault'>
  models: ModelsPort
  integrations: IntegrationsPort
  accounts: AccountsPort
  connectors: ConnectorsPort
  syncs: SyncsPort
  tables: TablesPort
  announce: Announce
  /** Takes secrets out of whatever goes to a model. */
  redact: (text: string) => string
  now: () => Date
  /** What nobody expected; the conversation says so and goes on. */
  onUnexpected: (error: unknown) => void
}

/** One answer while it is being made. The message is changed in place and stored at every step. */
export type Turn = {
  run: StoredRun
  agentId: string
  /** The path above the answer. */
  history: readonly StoredMessage[]
  message: StoredMessage
  siblingIds: string[]
  controller: AbortController
}

export type StopReason = 'stopped' | 'time' | 'closing'
