import type { View } from '../../shared/domain/record-question'
import type { FieldChange, NewField, NewType, RecordRow, Table, TypePreview } from '../../shared/domain/table'
import type { DataWorker } from '../data-worker/protocol'
import type { OpenedTables } from '../db/open'
import type { DescribeActors } from './journal/read-journal'
import { createJournalReader, type JournalReader } from './journal/read-journal'
import { createRecordReader, type RecordReader } from './read/create-reader'
import { ALL_SEARCHABLE, getStoredTable, listStoredTables, type StoredTable } from './stored-tables'
import type { StructureCalls } from './structure/calls'
import { listViews } from './structure/views'
import type { RecordCalls } from './write/calls'

type Written<N extends keyof RecordCalls> = (input: RecordCalls[N]['input']) => Promise<RecordCalls[N]['output']>
type ViewState = StructureCalls['saveView']['input']['state']

/** Tables, their fields and views, and the records in them. */
export type Tables = Omit<RecordReader, 'forget' | 'close' | 'recordCount' | 'get'> &
  JournalReader & {
    list(): Promise<Table[]>
    /** Names by id, without counting anything. */
    names(): Promise<Map<string, string>>
    exists(id: string): Promise<boolean>
    /** Fails with `not-found`. */
    nameOf(id: string): Promise<string>
    /** Fails with `not-found`. */
    get(id: string): Promise<Table>
    /** Fails with `not-found`. */
    record(tableId: string, recordId: number): Promise<RecordRow>
    /** The record with what the source says of the values that were edited here. Fails with `not-found`. */
    detail: RecordReader['get']
    /** Fails with `conflict` when the name is taken. */
    create(name: string, fields: NewField[]): Promise<string>
    rename(id: string, name: string): Promise<void>
    delete(id: string): Promise<void>
    restore(id: string): Promise<void>
    addField(tableId: string, field: NewField): Promise<string>
    updateField(tableId: string, fieldId: string, change: FieldChange): Promise<void>
    moveField(tableId: string, fieldId: string, position: number): Promise<void>
    deleteField(tableId: string, fieldId: string): Promise<void>
    restoreField(tableId: string, fieldId: string): Promise<void>
    previewType(tableId: string, fieldId: string, to: NewType): Promise<TypePreview>
    changeType(tableId: string, fieldId: string, to: NewType): Promise<string>
    views(tableId: string): Promise<View[]>
    createView(tableId: string, name: string, state: ViewState): Promise<string>
    saveView(tableId: string, id: string, state: ViewState): Promise<void>
    renameView(tableId: string, id: string, name: string): Promise<void>
    deleteView(tableId: string, id: string): Promise<void>
    writeRecords: Written<'writeRecords'>
    deleteRecords: Written<'deleteRecords'>
    revertValue: Written<'revertValue'>
    previewUndo: Written<'previewUndo'>
    undo: Written<'undo'>
    close(): Promise<void>
  }

export type TablesOptions = {
  file: string
  /** For lists and journals. */
  reader: OpenedTables
  worker: DataWorker
  describe: DescribeActors
}

/** Reads tables and records here, and has them written by the data worker. */
export async function createTables({ file, reader, worker, describe }: TablesOptions): Promise<Tables> {
  const records = await createRecordReader({ file })
  worker.onTableChanged((tableId) => records.forget(tableId))
  const journal = createJournalReader({ db: reader.db, describe })
  const toTable = async (table: StoredTable): Promise<Table> => {
    const { number: _, streamId: __, searchUpto, fields, ...rest } = table
    return {
      ...rest,
      recordCount: await records.recordCount(table),
      searchReady: searchUpto === null || searchUpto === ALL_SEARCHABLE,
      fields: fields.map(({ column: ___, sourceName: ____, ...field }) => field),
    }
  }

  return {
    ...records,
    ...journal,
    async list() {
      return Promise.all((await listStoredTables(reader.db)).map(toTable))
    },
    async names() {
      const rows = await reader.db.selectFrom('app_table').select(['id', 'name']).execute()
      return new Map(rows.map(({ id, name }) => [id, name]))
    },
    async exists(id) {
      const row = await reader.db
        .selectFrom('app_table')
        .select('id')
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .executeTakeFirst()
      return row !== undefined
    },
    nameOf: async (id) => (await getStoredTable(reader.db, id)).name,
    get: async (id) => toTable(await getStoredTable(reader.db, id)),
    record: async (tableId, recordId) => (await records.get(tableId, recordId)).row,
    detail: records.get,
    create: (name, fields) => worker.call('createTable', { name, fields }),
    rename: (id, name) => worker.call('renameTable', { id, name }),
    delete: (id) => worker.call('deleteTable', { id }),
    restore: (id) => worker.call('restoreTable', { id }),
    addField: (tableId, field) => worker.call('addField', { tableId, field }),
    updateField: (tableId, fieldId, change) => worker.call('updateField', { tableId, fieldId, change }),
    moveField: (tableId, fieldId, position) => worker.call('moveField', { tableId, fieldId, position }),
    deleteField: (tableId, fieldId) => worker.call('deleteField', { tableId, fieldId }),
    restoreField: (tableId, fieldId) => worker.call('restoreField', { tableId, fieldId }),
    previewType: (tableId, fieldId, to) => worker.call('previewType', { tableId, fieldId, to }),
    changeType: (tableId, fieldId, to) => worker.call('changeType', { tableId, fieldId, to }),
    views: async (tableId) => listViews(reader.db, tableId),
    createView: (tableId, name, state) => worker.call('createView', { tableId, name, state }),
    saveView: (tableId, id, state) => worker.call('saveView', { tableId, id, state }),
    renameView: (tableId, id, name) => worker.call('renameView', { tableId, id, name }),
    deleteView: (tableId, id) => worker.call('deleteView', { tableId, id }),
    writeRecords: (input) => worker.call('writeRecords', input),
    deleteRecords: (input) => worker.call('deleteRecords', input),
    revertValue: (input) => worker.call('revertValue', input),
    previewUndo: (target) => worker.call('previewUndo', target),
    undo: (input) => worker.call('undo', input),
    close: () => records.close(),
  }
}
