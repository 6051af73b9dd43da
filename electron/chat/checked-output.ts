import type { JsonValue } from '../../shared/domain/common'
import { cleanJson } from './clean-text'

const MOST_CHARACTERS = 60_000

/** What a model reads of an answer: without unseen characters, and cut, with a note, where it is too long. */
export function checkedOutput(output: JsonValue): { data: JsonValue; truncated?: JsonValue } {
  const data = cleanJson(output)
  const text = JSON.stringify(data)
  if (text.length <= MOST_CHARACTERS) return { data }
  const note = 'The rest was left out. Ask for less at once, or for the next page.'
  return {
    data: text.slice(0, MOST_CHARACTERS),
    truncated: { characters: text.length, shown: MOST_CHARACTERS, note },
  }
}
