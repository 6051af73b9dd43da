import type { dataConnections as contract } from '../../shared/contract/data-connections'
import type { HandlersFor } from '../../shared/contract/define'
import type { DataConnections } from './create-data-connections'

export const dataConnectionHandlers = (dataConnections: DataConnections): HandlersFor<typeof contract> => ({
  sources: () => dataConnections.sources(),
  list: () => dataConnections.list(),
  get: ({ id }) => dataConnections.get(id),
  check: (typed) => dataConnections.check(typed),
  discover: (typed) => dataConnections.discover(typed),
  create: (draft) => dataConnections.create(draft),
  rename: ({ id, name }) => dataConnections.rename(id, name),
  reconnect: ({ id, ...typed }) => dataConnections.reconnect(id, typed),
  delete: ({ id }) => dataConnections.delete(id),
  sync: ({ id }) => dataConnections.sync(id),
  cancel: ({ id }) => dataConnections.cancel(id),
  runs: ({ id, limit }) => dataConnections.runs(id, limit),
})
