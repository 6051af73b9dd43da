import { z } from 'zod'
import type { DataConnection } from '../../../shared/domain/data-connection'
import { reaches } from '../../agents/grants'
import { counted } from '../tools/tables'
import { syncTool } from './define'

export const listSyncs = syncTool({
  name: 'list_syncs',
  description:
    'Lists the data connections with the tables that they fill, whether they work, when they synced last and when they sync next.',
  input: z.object({}),
  effect: 'read',
  grant: 'read-records',
  untrusted: true,
  title: () => 'Listed the data connections',
  async run(_input, { syncs, read }) {
    const all = await syncs.list()
    const output = all.map((one) => toOutput(one, (tableId) => tableId !== null && reaches(read, tableId)))
    return {
      kind: 'result',
      result: { output: { data_connections: output }, summary: counted(all.length, 'data connection') },
    }
  },
})

/** Without what it says of tables that are out of reach. */
function toOutput(found: DataConnection, isInReach: (tableId: string | null) => boolean) {
  const { id, name, sourceId, status, failure, lastSyncedAt, nextRunAt, waitsUntil, schedule, streams } = found
  const tables = streams.filter(({ tableId }) => isInReach(tableId))
  const isWhole = tables.length === streams.filter(({ tableId }) => tableId !== null).length
  return {
    ...{ id, name, source: sourceId, status, last_synced_at: lastSyncedAt, next_sync_at: nextRunAt, schedule },
    ...(waitsUntil ? { waits_until: waitsUntil } : {}),
    ...(failure && isWhole ? { problem: failure.message } : {}),
    tables: tables.map((stream) => ({
      ...{ table: stream.tableName, status: stream.status, as_of: stream.lastSyncedAt },
      ...(stream.failure ? { problem: stream.failure.message } : {}),
    })),
  }
}
