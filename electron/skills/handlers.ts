import type { HandlersFor } from '../../shared/contract/define'
import type { skills as contract } from '../../shared/contract/skills'
import type { Skills } from './skills'

export const skillHandlers = (skills: Skills): HandlersFor<typeof contract> => ({
  list: () => skills.list(),
  get: ({ id }) => skills.get(id),
  create: (draft) => skills.create(draft),
  update: ({ id, ...changes }) => skills.update(id, changes),
  setActive: ({ id, active }) => skills.setActive(id, active),
  delete: ({ id }) => skills.delete(id),
})
