import { z } from 'zod'
import type { RecordChange } from '../../../shared/domain/chat'
import type { JsonValue } from '../../../shared/domain/common'
import type { RecordReach } from '../../agents/grants'
import type { RecordActor, TablesPort } from '../ports'

/** A call that cannot be carried out as it was made. What it says goes to the model, so that it can make a better one. */
export class ToolRefusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly near: readonly string[] = [],
  ) {
    super(message)
    this.name = 'ToolRefusal'
  }
}

export type ToolResult = { output: JsonValue; summary: string }
export type ToolContext = { tables: TablesPort; reach: RecordReach; now: () => Date }

/** A write, worked out but not carried out: what the card shows, and what is done when it is approved. */
export type RecordPlan = {
  kind: 'change'
  title: string
  tableId: string
  tableName: string
  count: number
  sample: RecordChange[]
  /** Everything that the write depends on. Its hash is what the person approves. */
  canonical: JsonValue
  /** Writes it as one batch, which is all or nothing. */
  apply: (write: { actor: RecordActor; batchId: string }) => Promise<ToolResult>
}
/** Nothing would be different, so nobody is asked. */
type NoChange = { kind: 'none'; result: ToolResult }

type Described = { name: string; description: string; inputSchema: JsonValue }
export type ReadTool = Described & {
  effect: 'read'
  /** Its results hold texts that other people wrote. */
  untrusted: boolean
  title: (input: JsonValue) => string
  run: (input: JsonValue, context: ToolContext) => Promise<ToolResult>
}
export type WriteTool = Described & {
  effect: 'write' | 'destructive'
  title: (input: JsonValue) => string
  plan: (input: JsonValue, context: ToolContext) => Promise<RecordPlan | NoChange>
}
/** A tool over the tables of the workspace. Reads need the grant Read records, the others Write records. */
export type RecordTool = ReadTool | WriteTool

type Definition<S extends z.ZodObject> = {
  name: string
  description: string
  input: S
  title: (input: z.output<S>) => string
}

export function readTool<S extends z.ZodObject>(
  definition: Definition<S> & {
    untrusted: boolean
    run: (input: z.output<S>, context: ToolContext) => Promise<ToolResult>
  },
): ReadTool {
  return {
    ...described(definition),
    effect: 'read',
    untrusted: definition.untrusted,
    run: (input, context) => definition.run(parse(definition.input, input), context),
  }
}

export function writeTool<S extends z.ZodObject>(
  definition: Definition<S> & {
    effect: 'write' | 'destructive'
    plan: (input: z.output<S>, context: ToolContext) => Promise<RecordPlan | NoChange>
  },
): WriteTool {
  return {
    ...described(definition),
    effect: definition.effect,
    plan: (input, context) => definition.plan(parse(definition.input, input), context),
  }
}

function described<S extends z.ZodObject>({ name, description, input, title }: Definition<S>) {
  const { $schema: _, ...schema } = z.toJSONSchema(input, { io: 'input' })
  return {
    name,
    description,
    inputSchema: schema as JsonValue,
    title(given: JsonValue) {
      const parsed = input.safeParse(given)
      return parsed.success ? title(parsed.data) : name
    },
  }
}

function parse<S extends z.ZodObject>(schema: S, input: JsonValue): z.output<S> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new ToolRefusal('invalid_input', `${issue?.path.map(String).join('.') || 'input'}: ${issue?.message ?? ''}`)
}
