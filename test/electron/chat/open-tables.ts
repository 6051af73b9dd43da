import { join } from 'node:path'
import { createDataEngine } from '../../../electron/data-worker/engine'
import { openTablesForReading } from '../../../electron/db/open'
import { createTables } from '../../../electron/tables/create-tables'
import type { CellValue, FieldType } from '../../../shared/domain/table'

/** The real tables on a file of their own, with the data worker's engine in this thread. */
export async function openTestTables(folder: string, now: () => Date) {
  const file = join(folder, 'tables.sqlite')
  const worker = await createDataEngine({ tablesFile: file, now })
  const reader = await openTablesForReading(file)
  const counter = await openTablesForReading(file)
  const tables = createTables({ reader, counter, worker })
  const valuesOf = async (tableId: string, named: Record<string, CellValue>) => {
    const { fields } = await tables.get(tableId)
    return Object.fromEntries(fields.map((field) => [field.id, named[field.name] ?? null]))
  }
  return {
    tables,
    async add(name: string, fields: [name: string, type: FieldType][], rows: CellValue[][]): Promise<string> {
      const id = await tables.create(
        name,
        fields.map(([fieldName, type]) => ({ name: fieldName, type })),
      )
      for (const row of rows) {
        const named = Object.fromEntries(fields.map(([fieldName], index) => [fieldName, row[index] ?? null]))
        await tables.addRecord(id, await valuesOf(id, named), { kind: 'user', id: null })
      }
      return id
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
      }))
    },
    async close(): Promise<void> {
      await worker.close()
      await reader.close()
      await counter.close()
    },
  }
}
