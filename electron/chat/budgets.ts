import { failure, type Outcome } from './outcome'
import { hashOf } from './run-records'
import type { RunState, StoredToolPart } from './stored'

/** Per answer, over all its pauses. */
const MOST_CALLS = 25
const MOST_OUTPUT_BYTES = 1024 * 1024
const MOST_REPEATS = 3
export const MOST_RUNNING_MS = 5 * 60_000

export type Charge = { state: RunState; refused: { outcome: Outcome; notice: string } | null }

/** Counts a call before it is carried out. A refused one is answered with why, and said to the person. */
export function charge(state: RunState, part: StoredToolPart): Charge {
  const key = hashOf([part.tool, part.input])
  const times = (state.repeats[key] ?? 0) + 1
  const calls = state.calls + 1
  const counted = { ...state, calls, repeats: { ...state.repeats, [key]: times } }
  if (calls > MOST_CALLS)
    return exhausted(counted, `More than ${MOST_CALLS} calls were made for one answer`, 'too_many_calls')
  if (state.outputBytes >= MOST_OUTPUT_BYTES)
    return exhausted(counted, 'The results of this answer are larger than 1 MB', 'too_much_output')
  if (times > MOST_REPEATS) {
    const notice = `The same call was made more than ${MOST_REPEATS} times`
    return { state: counted, refused: { outcome: failure('repeated_call', notice), notice } }
  }
  return { state: counted, refused: null }
}

const exhausted = (state: RunState, notice: string, code: string): Charge => ({
  state: { ...state, exhausted: true },
  refused: { outcome: failure(code, `${notice}. Answer with what you have.`), notice },
})
