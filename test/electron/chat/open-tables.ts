import { join } from 'node:path'
import { createDataEngine } from '../../../electron/data-worker/engine'
import { openTablesForReading, openTablesForWriting } from '../../../electron/db/open'
import { createTables } from '../../../electron/tables/create-tables'
import type { CellValue, FieldSettings, FieldType } from '../../../shared/domain/table'

type GivenField = [name: string, type: FieldType, settings?: Partial<FieldSettings>]

const USER = { kind: 'user', id: null } as const

/** The real tables on a file of their own, with the data worker's engine in this thread. */
export async function openTestTables(folder: string, now: () => Date) {
  const file = join(folder, 'tables.sqlite')
  const worker = await createDataEngine({ tablesFile: file, now })
  const reader = await openTablesForReading(file)
  const tables = await createTables({ file, reader, worker, describe: async () => new Map() })
  const fieldIds = async (tableId: string) =>
    new Map((await tables.get(tableId)).fields.map(({ id, name }) => [name, id]))
  return {
    tables,
    async add(name: string, fields: GivenField[], rows: CellValue[][]): Promise<string> {
      const id = await tables.create(
        name,
        fields.map(([fieldName, type, settings = {}]) => ({ name: fieldName, type, settings })),
      )
      const ids = [...(await fieldIds(id)).values()]
      const adds = rows.map((row) => Object.fromEntries(ids.map((fieldId, index) => [fieldId, row[index] ?? null])))
      if (adds.length > 0) await tables.writeRecords({ tableId: id, edits: [], adds, actor: USER })
      return id
    },
    /** What a person changes meanwhile. */
    async edit(tableId: string, recordId: number, named: Record<string, CellValue>): Promise<void> {
      const ids = await fieldIds(tableId)
      const values = Object.fromEntries(Object.entries(named).map(([name, value]) => [ids.get(name) ?? name, value]))
      await tables.writeRecords({ tableId, edits: [{ recordId, values }], adds: [], actor: USER })
    },
    /** Makes a table one that a data connection fills, with the first field as its key. */
    async fillFromSource(tableId: string, name: string, asOf: string): Promise<void> {
      const { db, close } = await openTablesForWriting(file)
      const of = { data_connection_id: 'dc', data_connection_name: name, source_id: 'hubspot', as_of: asOf }
      await db.updateTable('app_table').set(of).where('id', '=', tableId).execute()
      await db.updateTable('field').set({ synced: 1 }).where('table_id', '=', tableId).execute()
      const [key] = (await fieldIds(tableId)).values()
      await db
        .updateTable('field')
        .set({ primary_key: 1 })
        .where('id', '=', key ?? '')
        .execute()
      await close()
    },
    valuesAt: async (tableId: string, recordId: number) => (await tables.record(tableId, recordId)).values,
    /** What runs wrote, oldest first. */
    async written() {
      const rows = await reader.db
        .selectFrom('journal')
        .selectAll()
        .where('actor_kind', '=', 'run')
        .orderBy('id')
        .execute()
      return rows.map((row) => ({
        what: row.before === null ? 'add' : row.after === null ? 'delete' : 'update',
        id: row.record_id,
        runId: row.actor_id,
        batchId: row.batch_id,
      }))
    },
    async close(): Promise<void> {
      await tables.close()
      await worker.close()
      await reader.close()
    },
  }
}
