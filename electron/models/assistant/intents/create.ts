import type { KnownTable } from '../calls'
import { chooseTarget, type TableTarget } from '../choose-target'
import { readAssignments } from '../clauses'
import { nameFields, toValue } from '../fields'
import { HELD_SOURCE, partOf, reveal } from '../request'
import { runAction } from '../run-action'
import { Answered, type Intent, type JsonObject, type Request, type Steps, type Turn } from '../types'
import { createRecord } from '../write-records'

const VERB =
  /^(?:create|add|make|insert|log|file|register|new|raise)\s+(?:me\s+)?(?:(?:a|an|the|another|new|one)\s+)*(.+)$/i
const INTO = /^(.+?)\s+(?:to|in|into)\s+(?:the\s+)?$/i
const TITLED = new RegExp(
  `^(?:record|row|entry)?\\s*(?:(?:titled|called|named|title|name|subject)\\s*[:=]?\\s+)?(${HELD_SOURCE}|.+?)?(?:\\s*(?:,|:|;)\\s*|\\s+(?:with|where|having|and)\\s+|$)(.*)$`,
  'iu',
)
const TITLE_WORDS = /^(?:titled|called|named|title|name|subject)\b\s*[:=]?\s*/i

export const create: Intent = {
  example: 'create a ticket titled "Printer" with priority=high',
  understand: (request, turn) => {
    const rest = VERB.exec(request.text)?.[1]
    return rest === undefined ? null : createOne(request, partOf(request, rest), turn)
  },
}

function* createOne(whole: Request, rest: Request, turn: Turn): Steps<string> {
  const target = yield* chooseTarget(whole, rest, turn)
  if (target.kind === 'action') return yield* runAction(target.tool, whole, turn)
  const values = readValues(target, rest, turn)
  if (Object.keys(values).length === 0)
    throw new Answered(
      `Say what the ${target.table.name} record should hold, for example: with ${target.table.fields[0]?.name ?? 'name'} = "…".`,
    )
  return yield* createRecord(target.table, values)
}

function readValues({ table, before, after }: TableTarget, request: Request, turn: Turn): JsonObject {
  // "add Jane Doe to customers": the name stands before the table.
  const named = INTO.exec(`${before} `)?.[1] ?? ''
  const bare = after.replace(/^(?:table|record|row|entry)\b\s*/i, '').trim()
  const { title, rest } = split(bare)
  const label = title || (/^(?:record|row|entry|a record|new record)$/i.test(named) ? '' : named)
  return {
    ...(label ? titleValues(table, reveal(request, label), turn) : {}),
    ...(rest ? readAssignments(rest, { request, table, now: turn.now }) : {}),
  }
}

/** The title and the fields: `titled "X" with priority=high and status open`. */
function split(text: string): { title: string; rest: string } {
  const fieldsOnly = text.replace(/^(?:with|where|having|:|,)\s*/i, '')
  if (text === '' || fieldsOnly !== text) return { title: '', rest: fieldsOnly }
  if (!TITLE_WORDS.test(text) && /^[\p{L}_ ]+\s*[=:]/u.test(text)) return { title: '', rest: text }
  if (/^(?:for|about|of|from|to|in|on)\s/i.test(text)) return { title: '', rest: '' }
  const match = TITLED.exec(text)
  return { title: (match?.[1] ?? '').replace(TITLE_WORDS, ''), rest: match?.[2] ?? '' }
}

function titleValues(table: KnownTable, title: string, turn: Turn): JsonObject {
  const [first, last] = nameFields(table)
  if (!first) throw new Answered(`${table.name} has no field for a name. Say field = value.`)
  const words = title.split(/\s+/)
  if (!last || words.length < 2) return { [first.name]: toValue(first, title, turn.now) }
  return { [first.name]: words.slice(0, -1).join(' '), [last.name]: words.at(-1) ?? '' }
}
