import { z } from 'zod'
import { Agent, AgentDraft, ConnectorMentions, Grant } from '../domain/agent'
import { Id } from '../domain/common'
import { command, query } from './define'

export const agents = {
  list: query(z.void(), z.array(Agent)),
  get: query(z.object({ id: Id }), Agent),
  create: command(AgentDraft, Id),
  update: command(AgentDraft.partial().extend({ id: Id }), z.void()),
  setGrant: command(Grant.extend({ agentId: Id }), z.void()),
  /** Which connectors its description and instructions name. */
  connectorMentions: query(z.object({ id: Id }), ConnectorMentions),
  delete: command(z.object({ id: Id }), z.void()),
}
