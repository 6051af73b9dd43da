import { z } from 'zod'
import { ToolRefusal } from '../tools/define'
import { findDataConnection, syncTool } from './define'

export const triggerSync = syncTool({
  name: 'trigger_sync',
  description:
    'Starts a sync of a data connection, or of one of its streams. It goes on in the background; list_syncs says how it went.',
  input: z.object({
    data_connection: z.string().describe('Name or id of the data connection'),
    stream: z.string().optional().describe('Name of one stream or of its table; all of them when left out'),
    full: z.boolean().optional().describe('true reads everything again instead of what changed'),
  }),
  effect: 'write',
  grant: 'manage-data-connections',
  untrusted: false,
  title: (input) => `Start a sync of ${input.data_connection}`,
  async run({ stream: wanted, full = false, ...input }, context) {
    const { syncs, actor } = context
    const { id, name, status, streams } = await findDataConnection(context, input.data_connection)
    if (status === 'needs-reauth')
      throw new ToolRefusal(
        'needs_reconnect',
        `${name} has to be reconnected first; request_data_connection asks for it`,
      )
    const stream =
      wanted === undefined ? null : streams.find((one) => [one.name, one.label, one.tableName].includes(wanted))
    if (stream === undefined)
      throw new ToolRefusal(
        'unknown_stream',
        `${name} has no stream called "${wanted}"`,
        streams.map((one) => one.label).slice(0, 20),
      )
    const what = stream ? `${stream.tableName} from ${name}` : name
    return {
      kind: 'change',
      title: full ? `Sync ${what} in full` : `Sync ${what}`,
      dataConnectionId: id,
      canonical: { tool: 'trigger_sync', id, stream: stream?.id ?? null, full },
      async apply() {
        const by = { trigger: 'agent' as const, actor }
        const run = await syncs.sync(id, { streamId: stream?.id ?? null, full, by })
        return { output: { data_connection: name, run, status: 'started' }, summary: 'Started' }
      },
    }
  },
})
