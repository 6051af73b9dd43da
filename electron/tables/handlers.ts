import type { HandlersFor } from '../../shared/contract/define'
import type { tables as contract } from '../../shared/contract/tables'
import type { Tables } from './create-tables'
import type { Actor } from './write-records'

const USER: Actor = { kind: 'user', id: null }

export const tableHandlers = (tables: Tables): HandlersFor<typeof contract> => ({
  list: () => tables.list(),
  get: ({ id }) => tables.get(id),
  create: ({ name, fields }) => tables.create(name, fields),
  rename: ({ id, name }) => tables.rename(id, name),
  delete: ({ id }) => tables.delete(id),
  page: async (query) => ({ rows: await tables.page(query) }),
  count: ({ tableId, search }) => tables.count(tableId, search),
  record: ({ tableId, recordId }) => tables.record(tableId, recordId),
  addRecord: ({ tableId, values }) => tables.addRecord(tableId, values, USER),
  updateRecord: ({ tableId, recordId, values }) => tables.updateRecord(tableId, recordId, values, USER),
  deleteRecords: ({ tableId, recordIds }) => tables.deleteRecords(tableId, recordIds, USER),
})
