import { z } from 'zod'
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
    const output = all.map(({ id, name, sourceId, status, failure, lastSyncedAt, nextRunAt, schedule, streams }) => ({
      ...{ id, name, source: sourceId, status, last_synced_at: lastSyncedAt, next_sync_at: nextRunAt, schedule },
      ...(failure ? { problem: failure.message } : {}),
      tables: streams
        .filter(({ tableId }) => tableId !== null && reaches(read, tableId))
        .map((stream) => ({ table: stream.tableName, status: stream.status, as_of: stream.lastSyncedAt })),
    }))
    return {
      kind: 'result',
      result: { output: { data_connections: output }, summary: counted(all.length, 'data connection') },
    }
  },
})
