import { readArguments } from './arguments'
import { showResult } from './show-result'
import type { OfferedTool, Request, Steps, Turn } from './types'

/** Calls an action with what the sentence gives, and says what came back. */
export function* runAction(tool: OfferedTool, request: Request, turn: Turn): Steps<string> {
  const value = yield { tool: tool.name, input: readArguments(tool, request) }
  return showResult(tool.name, value, turn.now)
}
