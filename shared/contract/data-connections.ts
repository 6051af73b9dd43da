import { z } from 'zod'
import { ConfigValues, Id, Name, SecretValues } from '../domain/common'
import { DataConnection, DiscoveredStream, SourceInfo, StreamChoice, SyncRun } from '../domain/data-connection'
import { command, query } from './define'

const Credentials = z.object({ sourceId: z.string().max(80), config: ConfigValues, secrets: SecretValues })

export const dataConnections = {
  sources: query(z.void(), z.array(SourceInfo)),
  list: query(z.void(), z.array(DataConnection)),
  get: query(z.object({ id: Id }), DataConnection),
  /** Signs in at the source and says who it is there. Stores nothing. */
  check: query(Credentials, z.object({ identity: z.string() })),
  /** The streams that these credentials can read. Stores nothing. */
  discover: query(Credentials, z.array(DiscoveredStream)),
  create: command(Credentials.extend({ name: Name, streams: z.array(StreamChoice).min(1).max(2000) }), Id),
  rename: command(z.object({ id: Id, name: Name }), z.void()),
  /** Replaces configuration or secrets after checking them; secrets left out stay as they are. */
  reconnect: command(z.object({ id: Id, config: ConfigValues, secrets: SecretValues }), z.void()),
  /** Tables stay, unlocked. */
  delete: command(z.object({ id: Id }), z.void()),
  sync: command(z.object({ id: Id }), Id),
  cancel: command(z.object({ id: Id }), z.void()),
  runs: query(z.object({ id: Id, limit: z.number().int().min(1).max(200) }), z.array(SyncRun)),
}
