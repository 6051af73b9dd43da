import { explainFailure } from './explain'
import { interpret } from './interpret'
import { Answered, type Call, type Steps, type Turn } from './types'

export type Decision = { kind: 'call'; call: Call } | { kind: 'answer'; text: string }

/**
 * What to do next. The work is done again from its start with every request and is given the results that the prompt
 * already holds, so nothing has to be remembered between two requests: a run goes on after a restart.
 */
export function decide(turn: Turn): Decision {
  try {
    return replay(interpret(turn), turn)
  } catch (error) {
    if (error instanceof Answered) return { kind: 'answer', text: error.answer }
    throw error
  }
}

function replay(work: Steps<string>, turn: Turn): Decision {
  let position = 0
  let state = work.next()
  while (!state.done) {
    const call = state.value
    const index = turn.done.findIndex((done, at) => at >= position && done.tool === call.tool)
    const recorded = turn.done[index]
    if (!recorded) return turn.tools.has(call.tool) ? { kind: 'call', call } : notOffered(call.tool)
    if (!recorded.outcome.ok) return { kind: 'answer', text: explainFailure(recorded.outcome) }
    position = index + 1
    state = work.next(recorded.outcome.value)
  }
  return { kind: 'answer', text: state.value }
}

const WRITES = new Set(['create_records', 'update_records', 'delete_records'])

function notOffered(tool: string): Decision {
  const what = WRITES.has(tool)
    ? 'write records'
    : tool.endsWith('_records') || tool === 'get_record'
      ? 'read records'
      : null
  const text = what
    ? `This agent may not ${what}. Its Tools tab can allow it; nothing was changed.`
    : `The tool \`${tool}\` is not offered here, so I did nothing.`
  return { kind: 'answer', text }
}
