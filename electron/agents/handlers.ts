import type { agents as contract } from '../../shared/contract/agents'
import type { HandlersFor } from '../../shared/contract/define'
import type { Agents } from './agents'

export const agentHandlers = (agents: Agents): HandlersFor<typeof contract> => ({
  list: () => agents.list(),
  get: ({ id }) => agents.get(id),
  create: (draft) => agents.create(draft),
  update: ({ id, ...changes }) => agents.update(id, changes),
  setGrant: ({ agentId, ...grant }) => agents.setGrant(agentId, grant),
  connectorMentions: ({ id }) => agents.connectorMentions(id),
  delete: ({ id }) => agents.delete(id),
})
