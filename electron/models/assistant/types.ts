import type { JsonValue } from '../../../shared/domain/common'

export type JsonObject = { [key: string]: JsonValue }
export type Call = { tool: string; input: JsonObject }
/** What a tool answered: a value (text stays text), or why not. */
export type Outcome = { ok: true; value: JsonValue } | { ok: false; code: string; message: string }
export type Recorded = Call & { outcome: Outcome }

export type OfferedTool = { name: string; description: string; schema: JsonObject }
export type OfferedSkill = { handle: string; description: string }

/** All that the assistant knows: what one model request holds, and the time. */
export type Turn = {
  sentence: string
  tools: ReadonlyMap<string, OfferedTool>
  skills: readonly OfferedSkill[]
  /** Calls before the sentence, and since. */
  past: readonly Recorded[]
  done: readonly Recorded[]
  /** Tools that a skill named in this sentence brought along. */
  skillTools: ReadonlySet<string>
  now: Date
}

/** Straight-line work that hands out calls and is given their results; see `decide`. */
export type Steps<T> = Generator<Call, T, JsonValue>

/** A way to read a sentence. `understand` answers null when the sentence is not of this kind. */
export type Intent = {
  example: string
  understand: (request: Request, turn: Turn) => Steps<string> | null
}

/** A sentence whose quoted parts are set aside, so that words inside quotes are never taken for grammar. */
export type Request = { text: string; quoted: readonly string[] }

/** Ends the work with this answer, from any depth. */
export class Answered extends Error {
  constructor(readonly answer: string) {
    super(answer)
    this.name = 'Answered'
  }
}
