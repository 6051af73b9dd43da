import type { TablesDb } from '../stored-tables'
import { inTransaction } from './statements'

/**
 * Makes the tables of a data connection, or that of one of its streams, the person's own: their fields are no longer locked, edited values stay as they
 * are shown, and fields that had vanished at the source become ordinary ones. Returns the tables' ids.
 */
export async function unlinkTables(db: TablesDb, dataConnectionId: string, streamId?: string): Promise<string[]> {
  return inTransaction(db, async (transaction) => {
    const filled = transaction
      .selectFrom('app_table')
      .select(['id', 'stream_id'])
      .where('data_connection_id', '=', dataConnectionId)
    const tables = await (streamId === undefined ? filled : filled.where('stream_id', '=', streamId)).execute()
    for (const { id, stream_id } of tables) {
      const fields = transaction.updateTable('field').set({ synced: 0, primary_key: 0, vanished: 0 })
      await fields.where('table_id', '=', id).execute()
      await transaction.deleteFrom('overlay').where('table_id', '=', id).execute()
      await transaction
        .deleteFrom('sync_cursor')
        .where('stream_id', '=', stream_id ?? '')
        .execute()
      await transaction
        .updateTable('app_table')
        .set({ data_connection_id: null, data_connection_name: null, stream_id: null, source_id: null })
        .where('id', '=', id)
        .execute()
    }
    return tables.map((table) => table.id)
  })
}

/** Returns the tables' ids. */
export async function renameOrigin(db: TablesDb, dataConnectionId: string, name: string): Promise<string[]> {
  const rows = await db
    .updateTable('app_table')
    .set({ data_connection_name: name })
    .where('data_connection_id', '=', dataConnectionId)
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}
