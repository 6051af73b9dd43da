import type { HandlersFor } from '../../shared/contract/define'
import type { records as recordsContract } from '../../shared/contract/records'
import type { tables as tablesContract } from '../../shared/contract/tables'
import type { Tables } from './create-tables'
import type { Actor } from './write/calls'

const USER: Actor = { kind: 'user', id: null }

export const tableHandlers = (tables: Tables): HandlersFor<typeof tablesContract> => ({
  list: () => tables.list(),
  get: ({ id }) => tables.get(id),
  create: ({ name, fields }) => tables.create(name, fields),
  rename: ({ id, name }) => tables.rename(id, name),
  delete: ({ id }) => tables.delete(id),
  restore: ({ id }) => tables.restore(id),
  addField: ({ tableId, field }) => tables.addField(tableId, field),
  updateField: ({ tableId, fieldId, change }) => tables.updateField(tableId, fieldId, change),
  moveField: ({ tableId, fieldId, position }) => tables.moveField(tableId, fieldId, position),
  deleteField: ({ tableId, fieldId }) => tables.deleteField(tableId, fieldId),
  restoreField: ({ tableId, fieldId }) => tables.restoreField(tableId, fieldId),
  previewType: ({ tableId, fieldId, to }) => tables.previewType(tableId, fieldId, to),
  changeType: ({ tableId, fieldId, to }) => tables.changeType(tableId, fieldId, to),
  views: ({ tableId }) => tables.views(tableId),
  createView: ({ tableId, name, state }) => tables.createView(tableId, name, state),
  saveView: ({ tableId, id, state }) => tables.saveView(tableId, id, state),
  renameView: ({ tableId, id, name }) => tables.renameView(tableId, id, name),
  deleteView: ({ tableId, id }) => tables.deleteView(tableId, id),
})

export const recordHandlers = (tables: Tables): HandlersFor<typeof recordsContract> => ({
  page: async (window) => ({ rows: await tables.page(window) }),
  count: ({ question, ticket }) => tables.count(question, ticket),
  summary: ({ question, fieldId, ticket }) => tables.summary(question, fieldId, ticket),
  groups: (asked) => tables.groups(asked),
  stop: ({ ticket }) => tables.stop(ticket),
  get: ({ tableId, recordId }) => tables.detail(tableId, recordId),
  history: ({ tableId, recordId, before, limit }) => tables.history(tableId, recordId, before, limit),
  labels: ({ tableId, ids }) => tables.labels(tableId, ids),
  suggest: ({ tableId, text }) => tables.suggest(tableId, text),
  write: ({ tableId, edits, adds }) => tables.writeRecords({ tableId, edits, adds, actor: USER }),
  delete: ({ tableId, recordIds }) => tables.deleteRecords({ tableId, recordIds, actor: USER }),
  revert: ({ tableId, recordId, fieldId }) => tables.revertValue({ tableId, recordId, fieldId, actor: USER }),
  changes: (asked) => tables.changes(asked),
  previewUndo: (target) => tables.previewUndo(target),
  undo: (target) => tables.undo({ target, actor: USER }),
})
