import type { HandlersFor } from '../../shared/contract/define'
import type { models as contract } from '../../shared/contract/models'
import type { Models } from './create-models'

export const modelHandlers = (models: Models): HandlersFor<typeof contract> => ({
  list: () => models.list(),
  detectLocal: () => models.detectLocal(),
  check: (server) => models.check(server),
  create: (provider) => models.create(provider),
  update: (changes) => models.update(changes),
  setKey: ({ id, key }) => models.setKey(id, key),
  delete: ({ id }) => models.delete(id),
  setWorkspaceDefault: (ref) => models.setWorkspaceDefault(ref),
})
