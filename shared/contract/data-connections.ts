import { z } from 'zod'
import { ConfigValues, Id, Name, SecretValues } from '../domain/common'
import { SignIn } from '../domain/connector'
import {
  DataConnection,
  DiscoveredStream,
  Schedule,
  SourceInfo,
  StreamChoice,
  StreamSettings,
  SyncRun,
} from '../domain/data-connection'
import { command, query } from './define'

const Credentials = z.object({ sourceId: z.string().max(80), config: ConfigValues, secrets: SecretValues })
const OfConnection = z.object({ id: Id })
const OfStream = z.object({ id: Id, streamId: Id })

export const dataConnections = {
  sources: query(z.void(), z.array(SourceInfo)),
  list: query(z.void(), z.array(DataConnection)),
  get: query(OfConnection, DataConnection),

  /**
   * Keeps what was typed as a draft, so that a person can sign in before choosing streams; a draft that is a day old is
   * forgotten. Returns its id, which becomes that of the data connection. One that is to take the place of what a data
   * connection has (`replaces`) takes over the secrets that are left out.
   */
  draft: command(Credentials.extend({ replaces: Id.optional() }), Id),
  /** Opens the browser. Null when the sign-in was done at once. Only of a draft: what is in use stays as it is. */
  signIn: command(OfConnection, SignIn.nullable()),
  /** `reason` says why the last sign-in was not completed, or is no longer good. */
  signInState: query(
    OfConnection,
    z.object({ pending: SignIn.nullable(), signedIn: z.boolean(), reason: z.string().nullable() }),
  ),
  cancelSignIn: command(OfConnection, z.void()),
  /** Signs in at the source and says who it is there. */
  check: query(OfConnection, z.object({ identity: z.string(), testMode: z.boolean() })),
  /** The streams that the credentials can read. */
  discover: query(OfConnection, z.array(DiscoveredStream)),
  /** Makes a data connection of a draft and starts its first sync. */
  create: command(
    OfConnection.extend({ name: Name, streams: z.array(StreamChoice).min(1).max(2000), schedule: Schedule }),
    z.void(),
  ),
  rename: command(OfConnection.extend({ name: Name }), z.void()),
  /**
   * Replaces configuration or secrets after checking them; secrets left out stay as they are. With `draftId` those of the
   * draft take their place, with its sign-in. Refused, with `another-account`, when they lead to another account at the
   * source, unless the data is to be replaced; until then everything stays as it was.
   */
  reconnect: command(
    OfConnection.extend({
      config: ConfigValues,
      secrets: SecretValues,
      replaceData: z.boolean(),
      draftId: Id.optional(),
    }),
    z.void(),
  ),
  /** Tables stay, unlocked, or are deleted with it. */
  delete: command(OfConnection.extend({ deleteTables: z.boolean() }), z.void()),

  addStreams: command(OfConnection.extend({ streams: z.array(StreamChoice).min(1).max(2000) }), z.void()),
  updateStream: command(OfStream.extend({ settings: StreamSettings }), z.void()),
  /** Its table stays, unlocked. */
  removeStream: command(OfStream, z.void()),

  setSchedule: command(OfConnection.extend({ schedule: Schedule }), z.void()),
  /** The next times of a schedule, so that a person sees what it means. Fails with `invalid-input`. */
  previewSchedule: query(z.object({ schedule: Schedule }), z.array(z.string())),
  pause: command(OfConnection, z.void()),
  resume: command(OfConnection, z.void()),
  /** All streams, or one. `full` reads everything again and removes what is gone. */
  sync: command(OfConnection.extend({ streamId: Id.nullable(), full: z.boolean() }), Id),
  cancel: command(OfConnection, z.void()),
  runs: query(OfConnection.extend({ limit: z.number().int().min(1).max(200) }), z.array(SyncRun)),

  /** Whether schedules run at all: not while a person paused them, or without a network. */
  state: query(z.void(), z.object({ paused: z.boolean(), offline: z.boolean(), syncing: z.number().int() })),
  pauseAll: command(z.void(), z.void()),
  resumeAll: command(z.void(), z.void()),
}
