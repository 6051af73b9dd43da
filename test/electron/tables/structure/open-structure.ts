import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CallHandlers } from '../../../../electron/data-worker/protocol'
import { durably } from '../../../../electron/data-worker/staging'
import { createWriteQueue } from '../../../../electron/data-worker/write-queue'
import { openTablesForWriting } from '../../../../electron/db/open'
import { recordsTable } from '../../../../electron/tables/columns'
import { getStoredTable, type StoredTable } from '../../../../electron/tables/stored-tables'
import { type StructureCalls, structureCalls } from '../../../../electron/tables/structure/calls'
import { undoRetype } from '../../../../electron/tables/structure/retype'
import { statementsOf } from '../../../../electron/tables/structure/statements'
import type { WriteContext } from '../../../../electron/tables/write-context'
import type { NewField } from '../../../../shared/domain/table'

type Raw = string | number | null

export type Structure = Awaited<ReturnType<typeof openStructure>>

/** What the data worker does with tables, on a file of its own, and ways to put records in and to look at them. */
export async function openStructure() {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-structure-'))
  const tablesFile = join(folder, 'tables.sqlite')
  const opened = await openTablesForWriting(tablesFile)
  const { db, connection } = opened
  const queue = createWriteQueue()
  const changed: string[] = []
  const built: string[] = []
  const clock = { now: new Date('2026-03-31T12:00:00Z') }
  const context: WriteContext = {
    opened,
    queue,
    jsonEach: 'json_each',
    tablesFile,
    now: () => clock.now,
    async write(tableId, task) {
      const result = await queue.record(() => durably(connection, task))
      if (tableId) changed.push(tableId)
      return result
    },
    tableChanged: (tableId) => void changed.push(tableId),
    buildSearch: (tableId) => void built.push(tableId),
    progressed: () => undefined,
  }
  const calls: CallHandlers<StructureCalls> = structureCalls(context)

  const table = (id: string): Promise<StoredTable> => getStoredTable(db, id)
  const fieldNamed = async (tableId: string, name: string) => {
    const found = (await table(tableId)).fields.find((field) => field.name === name)
    if (!found) throw new Error(`No field ${name}`)
    return found
  }
  return {
    ...{ opened, context, calls, changed, built, clock, table, fieldNamed, folder, tablesFile },
    /** A table of one field, and a record for each value. */
    async withValues(field: NewField, values: readonly Raw[], name = 'Things') {
      const tableId = await calls.createTable({ name, fields: [field] })
      await this.addValues(tableId, values)
      return { tableId, fieldId: (await fieldNamed(tableId, field.name)).id }
    },
    async addValues(tableId: string, values: readonly Raw[]) {
      const stored = await table(tableId)
      const column = stored.fields[0]?.column
      const insert = `insert into ${recordsTable(stored.number)} (${column}) values (?)`
      for (const value of values) await connection.run(insert, [value])
    },
    /** Of the first field, by id, as they are stored. */
    async values(tableId: string, name?: string): Promise<Raw[]> {
      const stored = await table(tableId)
      const field = name === undefined ? stored.fields[0] : await fieldNamed(tableId, name)
      const rows = await connection.all(
        `select ${field?.column} as value from ${recordsTable(stored.number)} order by _id`,
      )
      return rows.map((row) => row.value as Raw)
    },
    async put(tableId: string, recordId: number, value: Raw) {
      const stored = await table(tableId)
      const column = stored.fields[0]?.column
      await connection.run(`update ${recordsTable(stored.number)} set ${column} = ? where _id = ?`, [value, recordId])
    },
    /** As the undo of a batch does it. `turned`: as the undo of that undo does. */
    async undoType(tableId: string, batchId: string, { turned = false } = {}) {
      const batch = await db.selectFrom('change_batch').selectAll().where('id', '=', batchId).executeTakeFirstOrThrow()
      const { from, to, ...detail } = JSON.parse(batch.detail ?? 'null')
      const undone = JSON.stringify(turned ? { ...detail, from: to, to: from } : { ...detail, from, to })
      return db
        .transaction()
        .execute(async (one) => undoRetype(one, await getStoredTable(one, tableId), { id: batchId, detail: undone }))
    },
    indexes: async (tableId: string): Promise<string[]> => {
      const { number } = await table(tableId)
      const rows = await connection.all(`select sql from sqlite_schema where type = 'index' and tbl_name = ?`, [
        recordsTable(number),
      ])
      return rows.map((row) => String(row.sql).replace(/^.* on /, ''))
    },
    plan: async (sql: string) => (await connection.all(`explain query plan ${sql}`)).map((row) => String(row.detail)),
    statements: statementsOf(db),
    async close() {
      await queue.idle()
      await opened.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
