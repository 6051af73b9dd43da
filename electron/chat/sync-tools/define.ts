import { z } from 'zod'
import type { CardPayload } from '../../../shared/domain/chat'
import type { JsonValue } from '../../../shared/domain/common'
import type { DataConnection } from '../../../shared/domain/data-connection'
import type { Reach } from '../../agents/grants'
import { nearNames } from '../near-names'
import type { SyncsPort } from '../ports'
import { ToolRefusal, type ToolResult } from '../tools/define'

export type SyncContext = {
  syncs: SyncsPort
  /** Tables of which it may know how their syncs are. */
  read: Reach
  now: () => Date
  /** A card of this call was answered: what was asked for is there. */
  isConnected: boolean
  /** In words, for the run history and the ledger. */
  actor: string
}

/** What a call comes to: an answer, a change that a person approves first, or a card. */
export type SyncStep =
  | { kind: 'result'; result: ToolResult }
  | { kind: 'change'; title: string; dataConnectionId: string; canonical: JsonValue; apply: () => Promise<ToolResult> }
  | { kind: 'ask'; payload: CardPayload }

/** A tool over the data connections. `list_syncs` comes with Read records, the others with Manage data connections. */
export type SyncTool = {
  name: string
  description: string
  inputSchema: JsonValue
  effect: 'read' | 'write'
  grant: 'read-records' | 'manage-data-connections'
  /** Its results hold texts that other people wrote. */
  untrusted: boolean
  title: (input: JsonValue) => string
  run: (input: JsonValue, context: SyncContext) => Promise<SyncStep>
}

type Definition<S extends z.ZodObject> = Pick<SyncTool, 'name' | 'description' | 'effect' | 'grant' | 'untrusted'> & {
  input: S
  title: (input: z.output<S>) => string
  run: (input: z.output<S>, context: SyncContext) => Promise<SyncStep>
}

export function syncTool<S extends z.ZodObject>({ input, title, run, ...rest }: Definition<S>): SyncTool {
  const { $schema: _, ...schema } = z.toJSONSchema(input, { io: 'input' })
  return {
    ...rest,
    inputSchema: schema as JsonValue,
    title(given) {
      const parsed = input.safeParse(given)
      return parsed.success ? title(parsed.data) : rest.name
    },
    run(given, context) {
      const parsed = input.safeParse(given)
      if (parsed.success) return run(parsed.data, context)
      const [issue] = parsed.error.issues
      throw new ToolRefusal('invalid_input', `${issue?.path.map(String).join('.') || 'input'}: ${issue?.message ?? ''}`)
    },
  }
}

/** By name, whatever its case, or by id. */
export async function findDataConnection({ syncs }: SyncContext, wanted: string): Promise<DataConnection> {
  const all = await syncs.list()
  const lower = wanted.trim().toLowerCase()
  const found = all.filter(({ id, name }) => id === wanted || name.toLowerCase() === lower)
  const [only, ...others] = found
  if (only && others.length === 0) return only
  if (only)
    throw new ToolRefusal(
      'ambiguous',
      `Several data connections are called "${wanted}"; give an id`,
      found.map(({ id }) => id),
    )
  const near = nearNames(
    wanted,
    all.map(({ name }) => name),
  )
  throw new ToolRefusal('unknown_data_connection', `There is no data connection called "${wanted}"`, near)
}
