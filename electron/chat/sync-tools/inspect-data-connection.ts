import { z } from 'zod'
import { counted } from '../tools/tables'
import { findDataConnection, syncTool } from './define'

const RUNS = 5

export const inspectDataConnection = syncTool({
  name: 'inspect_data_connection',
  description: 'Describes one data connection: its streams, what is wrong with them, its schedule and its last runs.',
  input: z.object({ data_connection: z.string().describe('Name or id of the data connection') }),
  effect: 'read',
  grant: 'manage-data-connections',
  untrusted: true,
  title: (input) => `Inspected ${input.data_connection}`,
  async run(input, context) {
    const found = await findDataConnection(context, input.data_connection)
    const runs = await context.syncs.runs(found.id, RUNS)
    const output = {
      ...{ id: found.id, name: found.name, source: found.sourceId, identity: found.identity, status: found.status },
      ...{ schedule: found.schedule, last_synced_at: found.lastSyncedAt, next_sync_at: found.nextRunAt },
      ...(found.waitsUntil ? { waits_until: found.waitsUntil } : {}),
      ...(found.failure ? { problem: found.failure.message, advice: found.failure.advice } : {}),
      streams: found.streams.map(({ label, tableName, status, rows, settings, lastSyncedAt, failure }) => ({
        ...{ name: label, table: tableName, status, records: rows, mode: settings.mode, as_of: lastSyncedAt },
        ...(failure ? { problem: failure.message, advice: failure.advice } : {}),
      })),
      last_runs: runs.map(({ status, trigger, startedAt, endedAt, failure, streams }) => ({
        ...{ status, trigger, started_at: startedAt, ended_at: endedAt },
        ...(failure ? { problem: failure.message } : {}),
        counts: streams.map(({ name, counts }) => ({ stream: name, ...counts })),
      })),
    }
    return { kind: 'result', result: { output, summary: counted(found.streams.length, 'stream') } }
  },
})
