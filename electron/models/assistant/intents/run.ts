import { actionCalled } from '../actions'
import { partOf, reveal } from '../request'
import { runAction } from '../run-action'
import type { Intent } from '../types'

const ASKS =
  /^(?:run|call|execute|invoke|trigger|perform)\s+(?:the\s+)?(?:action\s+|tool\s+)?(.+?)(?:\s+action)?(?=\s+(?:with|where|using|for|and)\s|\s+\S+\s*=|\s*[:,(]|$)[\s:,(]*(.*)$/i

export const run: Intent = {
  example: 'run jira_create_issue with project=ABC, summary="Broken"',
  understand: (request, turn) => {
    const asked = ASKS.exec(request.text)
    if (asked?.[1]) {
      const rest = partOf(request, (asked[2] ?? '').replace(/^(?:with|where|using|and)\s+/i, ''))
      return runAction(actionCalled(reveal(request, asked[1]), turn), rest, turn)
    }
    const [first = ''] = request.text.split(/\s/)
    const tool = first.includes('_') ? turn.tools.get(first) : undefined
    return tool ? runAction(tool, partOf(request, request.text.slice(first.length)), turn) : null
  },
}
