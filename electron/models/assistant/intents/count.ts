import { chooseTable } from '../choose-target'
import { addAdjective, addConditions, emptyLookup } from '../lookup'
import { partOf } from '../request'
import { runLookup } from '../run-lookup'
import { answer, originOf, plural } from '../show'
import { nounOf } from '../tables'
import type { Intent, Request, Steps, Turn } from '../types'

export const ASKS_COUNT =
  /^(?:how many(?: of)?|count(?: up)?(?: of)?|(?:what(?: is|'s) )?the (?:number|count|total number) of|number of|(?:what(?: is|'s) )?the total of)\s+(.+)$/i

export const count: Intent = {
  example: 'how many customers are in Brazil?',
  understand: (request, turn) => {
    const rest = ASKS_COUNT.exec(request.text)?.[1]
    return rest === undefined ? null : countRecords(partOf(request, rest), turn)
  },
}

export function* countRecords(request: Request, turn: Turn): Steps<string> {
  const { table, tables, before, after } = yield* chooseTable(request, turn)
  const context = { request, turn, tables, table }
  const start = addAdjective(emptyLookup(table), before, context)
  const asked = yield* addConditions(start, after, context)
  const { lookup, page } = yield* runLookup(asked, { count: true, tables, turn })
  const noun = plural(page.total, nounOf(table))
  const words = lookup.words.length > 0 ? ` ${lookup.words.join(' ')}` : ''
  const where = lookup.search ? ' (in any field)' : ''
  return answer(`${page.total === 1 ? 'There is' : 'There are'} ${noun}${words}${where}.`, originOf(page, turn.now))
}
