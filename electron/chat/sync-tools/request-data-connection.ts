import { z } from 'zod'
import { nearNames } from '../near-names'
import { ToolRefusal } from '../tools/define'
import { findDataConnection, type SyncContext, type SyncStep, syncTool } from './define'

export const requestDataConnection = syncTool({
  name: 'request_data_connection',
  description:
    'Asks the person, with a card in this chat, to connect a source whose records are missing, or to reconnect a data connection that needs it.',
  input: z.object({
    source: z.string().optional().describe('What to connect, such as PostgreSQL or Stripe'),
    data_connection: z.string().optional().describe('Or: name or id of the data connection to reconnect'),
    reason: z.string().max(300).describe('Why it is needed, as a sentence for the person'),
  }),
  effect: 'read',
  grant: 'manage-data-connections',
  untrusted: false,
  title: ({ source, data_connection }) => `Asked to connect ${data_connection ?? source ?? 'a source'}`,
  async run({ source, data_connection, reason }, context) {
    if (data_connection !== undefined) return reconnect(context, data_connection, reason)
    if (source === undefined) throw new ToolRefusal('invalid_input', 'Give a source or a data connection')
    return connect(context, source, reason)
  },
})

async function reconnect(context: SyncContext, wanted: string, reason: string): Promise<SyncStep> {
  const { id, name, sourceId, status } = await findDataConnection(context, wanted)
  if (context.isConnected || status !== 'needs-reauth')
    return { kind: 'result', result: { output: { data_connection: name, status }, summary: `${name}: ${status}` } }
  return card({ sourceId, id, name, reason })
}

async function connect(context: SyncContext, wanted: string, reason: string): Promise<SyncStep> {
  const sources = context.syncs.sources()
  const lower = wanted.trim().toLowerCase()
  const source = sources.find(({ id, name }) => id === lower || name.toLowerCase() === lower)
  if (!source) {
    const names = sources.map(({ name }) => name)
    const near = nearNames(wanted, names)
    throw new ToolRefusal('unknown_source', `There is no source called "${wanted}"`, near.length > 0 ? near : names)
  }
  if (!context.isConnected) return card({ sourceId: source.id, id: null, name: source.name, reason })
  const made = (await context.syncs.list()).filter(({ sourceId }) => sourceId === source.id)
  const output = made.map(({ id, name, status, streams }) => {
    return { id, name, status, tables: streams.map(({ tableName }) => tableName) }
  })
  return { kind: 'result', result: { output: { data_connections: output }, summary: `${source.name} is connected` } }
}

type Wanted = { sourceId: string; id: string | null; name: string; reason: string }

const card = ({ sourceId, id, name, reason }: Wanted): SyncStep => ({
  kind: 'ask',
  payload: {
    kind: 'needs_connection',
    integrationId: '',
    integrationName: name,
    reconnect: id !== null,
    accountId: null,
    dataConnection: { sourceId, id },
    reason,
  },
})
