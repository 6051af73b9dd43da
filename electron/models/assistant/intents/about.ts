import type { Intent } from '../types'

const WHAT_ARE_YOU =
  /^(?:who|what) are you\b|^are you (?:an? )?(?:ai|llm|bot|robot|human|person|language model|chatgpt|gpt|claude|real)\b|^(?:which|what) (?:language )?model (?:are you|is this)\b|^(?:introduce|describe) yourself/i
const THANKS =
  /^(?:thanks|thank you|great|perfect|good|nice|cool|ok|okay|hi|hello|hey|good (?:morning|afternoon|evening))(?: .{0,20})?$/i

const SELF =
  'I am the built-in assistant of Patchbay. I am not a language model: I follow a fixed grammar, need no key and no network, and cannot answer general questions. Say "what can you do?" for what I understand, or choose a language model in Settings, Models.'

export const about: Intent = {
  example: 'what are you?',
  understand: ({ text }) => {
    if (WHAT_ARE_YOU.test(text)) return say(SELF)
    return THANKS.test(text) ? say('Ready. Say "what can you do?" to see what I understand.') : null
  },
}

// biome-ignore lint/correctness/useYield: an answer that needs no call.
function* say(text: string) {
  return text
}
