import type { ViewState } from '../../../shared/domain/record-question'
import type { FieldChange, NewField, NewType, TypePreview } from '../../../shared/domain/table'
import type { Call, CallHandlers } from '../../data-worker/protocol'
import { durably } from '../../data-worker/staging'
import type { TablesDb } from '../stored-tables'
import type { WriteContext } from '../write-context'
import { changeType } from './change-type'
import { addField, type Changed, deleteField, moveField, restoreField } from './fields'
import { renameOrigin, unlinkTables } from './origins'
import { previewType } from './preview-type'
import { createTable, deleteTable, renameTable, restoreTable } from './tables'
import { updateField } from './update-field'
import { createView, deleteView, renameView, saveView } from './write-views'

/** The data connection that fills a table. */
export type TableOrigin = { dataConnectionId: string; dataConnectionName: string; sourceId: string; streamId: string }

type OfField = { tableId: string; fieldId: string }

/** Changes of tables, their fields and their views that the data worker makes for main. */
export type StructureCalls = {
  createTable: Call<{ name: string; fields: NewField[] }, string>
  renameTable: Call<{ id: string; name: string }, void>
  deleteTable: Call<{ id: string }, void>
  restoreTable: Call<{ id: string }, void>
  addField: Call<{ tableId: string; field: NewField }, string>
  updateField: Call<OfField & { change: FieldChange }, void>
  moveField: Call<OfField & { position: number }, void>
  deleteField: Call<OfField, void>
  restoreField: Call<OfField, void>
  previewType: Call<OfField & { to: NewType }, TypePreview>
  /** Returns the id of the batch. */
  changeType: Call<OfField & { to: NewType }, string>
  createView: Call<{ tableId: string; name: string; state: ViewState }, string>
  saveView: Call<{ tableId: string; id: string; state: ViewState }, void>
  renameView: Call<{ tableId: string; id: string; name: string }, void>
  deleteView: Call<{ tableId: string; id: string }, void>
  unlinkTables: Call<{ dataConnectionId: string; streamId?: string }, void>
  renameOrigin: Call<{ dataConnectionId: string; name: string }, void>
}

export function structureCalls(context: WriteContext): CallHandlers<StructureCalls> {
  const { opened, write } = context
  const { db } = opened
  const now = () => context.now().toISOString()
  const atOnce = <T>(task: (transaction: TablesDb) => Promise<T>) => db.transaction().execute(task)
  const changing = longWrites(context)

  return {
    async createTable({ name, fields }) {
      const id = await write(null, () => createTable(db, name, fields, now()))
      context.tableChanged(id)
      return id
    },
    renameTable: ({ id, name }) => write(id, () => renameTable(db, id, name)),
    deleteTable: ({ id }) => write(id, () => deleteTable(db, id, now())),
    async restoreTable({ id }) {
      await write(id, () => restoreTable(db, id))
      context.buildSearch(id)
    },
    addField: async ({ tableId, field }) => (await changing(tableId, (one) => addField(one, tableId, field))).id,
    async updateField(asked) {
      await changing(asked.tableId, (one) => updateField(one, asked, now()))
    },
    moveField: ({ tableId, fieldId, position }) =>
      write(tableId, () => atOnce((one) => moveField(one, tableId, fieldId, position))),
    async deleteField({ tableId, fieldId }) {
      await changing(tableId, (one) => deleteField(one, tableId, fieldId, now()))
    },
    async restoreField({ tableId, fieldId }) {
      await changing(tableId, (one) => restoreField(one, tableId, fieldId))
    },
    previewType: (asked) => previewType(context, asked),
    changeType: async (asked) => (await changing(asked.tableId, (one) => changeType(one, asked, now()))).batchId,
    createView: (asked) => write(asked.tableId, () => atOnce((one) => createView(one, asked, now()))),
    saveView: (asked) => write(asked.tableId, () => atOnce((one) => saveView(one, asked, now()))),
    renameView: (asked) => write(asked.tableId, () => atOnce((one) => renameView(one, asked, now()))),
    deleteView: (asked) => write(asked.tableId, () => atOnce((one) => deleteView(one, asked))),
    async unlinkTables({ dataConnectionId, streamId }) {
      const ids = await write(null, () => unlinkTables(db, dataConnectionId, streamId))
      for (const id of ids) context.tableChanged(id)
    },
    async renameOrigin({ dataConnectionId, name }) {
      const ids = await write(null, () => renameOrigin(db, dataConnectionId, name))
      for (const id of ids) context.tableChanged(id)
    },
  }
}

/** Writes that may go over every record: in one transaction, and behind the short ones that wait. */
const longWrites =
  ({ opened: { db, connection }, queue, tableChanged, buildSearch }: WriteContext) =>
  async <T extends Changed>(tableId: string, task: (transaction: TablesDb) => Promise<T>): Promise<T> => {
    const changed = await queue.batch(() => durably(connection, () => db.transaction().execute(task)))
    tableChanged(tableId)
    if (changed.search) buildSearch(tableId)
    return changed
  }
