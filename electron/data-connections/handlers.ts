import type { dataConnections as contract } from '../../shared/contract/data-connections'
import type { HandlersFor } from '../../shared/contract/define'
import type { DataConnections } from './create-data-connections'

export const dataConnectionHandlers = (dataConnections: DataConnections): HandlersFor<typeof contract> => ({
  sources: () => dataConnections.sources(),
  list: () => dataConnections.list(),
  get: ({ id }) => dataConnections.get(id),
  draft: (typed) => dataConnections.draft(typed),
  signIn: ({ id }) => dataConnections.signIn(id),
  signInState: ({ id }) => dataConnections.signInState(id),
  cancelSignIn: ({ id }) => dataConnections.cancelSignIn(id),
  check: ({ id }) => dataConnections.check(id),
  discover: ({ id }) => dataConnections.discover(id),
  create: ({ id, ...created }) => dataConnections.create(id, created),
  rename: ({ id, name }) => dataConnections.rename(id, name),
  reconnect: ({ id, ...typed }) => dataConnections.reconnect(id, typed),
  delete: ({ id, deleteTables }) => dataConnections.delete(id, deleteTables),
  addStreams: ({ id, streams }) => dataConnections.addStreams(id, streams),
  updateStream: ({ id, streamId, settings }) => dataConnections.updateStream(id, streamId, settings),
  removeStream: ({ id, streamId }) => dataConnections.removeStream(id, streamId),
  setSchedule: ({ id, schedule }) => dataConnections.setSchedule(id, schedule),
  previewSchedule: ({ schedule }) => dataConnections.previewSchedule(schedule),
  pause: ({ id }) => dataConnections.pause(id),
  resume: ({ id }) => dataConnections.resume(id),
  sync: ({ id, streamId, full }) => dataConnections.sync(id, { streamId, full }),
  cancel: ({ id }) => dataConnections.cancel(id),
  runs: ({ id, limit }) => dataConnections.runs(id, limit),
  state: () => dataConnections.state(),
  pauseAll: () => dataConnections.pauseAll(),
  resumeAll: () => dataConnections.resumeAll(),
})
