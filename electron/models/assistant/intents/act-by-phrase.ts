import { matchActions, whichAction } from '../actions'
import { runAction } from '../run-action'
import type { Intent } from '../types'

/** Sentences with a verb that records do not have: "send a message to #support saying …". */
export const actByPhrase: Intent = {
  example: 'send a message to #support saying "Done"',
  understand: (request, turn) => {
    const matches = matchActions(request, turn).filter((match) => !isLookup(request.text) || match.named)
    const [only, ...others] = matches
    if (!only) return null
    if (others.length > 0) throw whichAction(matches.map((match) => match.tool))
    return runAction(only.tool, request, turn)
  },
}

/** Looking up is tried on the tables as well, which the intent after this one does. */
const isLookup = (text: string): boolean =>
  /^(?:find|show|list|get|search|look|fetch|display|view|give|read)\b/i.test(text)
