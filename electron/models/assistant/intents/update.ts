import type { KnownTable } from '../calls'
import { chooseTarget } from '../choose-target'
import { readAssignments } from '../clauses'
import { assigneeField, labelFields, theField, toValue } from '../fields'
import { findRecord, readReference } from '../find-record'
import { partOf, reveal } from '../request'
import { runAction } from '../run-action'
import { Answered, type Intent, type JsonObject, type Request, type Steps, type Turn } from '../types'
import { findMention } from '../words'
import { updateRecord } from '../write-records'

const VERB = /^(?:set|change|update|edit|modify|correct|fix|put|rename|assign|reassign)\s+(.+)$/i
const OF = /^(?:the |its |their )?(.+?)\s+(?:of|for|on|in)\s+(.+?)\s*(?:\bto\b|=|\binto\b)\s*(.+)$/i
const RECORD_FIRST = /^(.+?)\s*(?:,|:|;|\bwith\b|\bset\b|\bso that\b)\s*(?:set\s+)?(.+)$/i
const TO = /^(.+?)\s+to\s+(.+)$/i

export const update: Intent = {
  example: 'set the email of customer 5 to x@y.z',
  understand: (request, turn) => {
    const rest = VERB.exec(request.text)?.[1]
    if (rest === undefined) return null
    return updateOne(request, partOf(request, rest.replace(/^its\s+(.+?)\s+(to|=)\s+/i, '$1 of it $2 ')), turn)
  },
}

type Change = { reference: string; values: (table: KnownTable) => JsonObject }

function* updateOne(whole: Request, rest: Request, turn: Turn): Steps<string> {
  const target = yield* chooseTarget(whole, rest, turn)
  if (target.kind === 'action') return yield* runAction(target.tool, whole, turn)
  const { table } = target
  const change = readChange(whole, rest, target, turn)
  const reference = change ? readReference(rest, change.reference) : null
  if (!change || !reference) throw new Answered(howTo(table))
  if (/^all\b/i.test(change.reference)) throw new Answered('I change one record at a time. Say its name or number.')
  const values = change.values(table)
  const found = yield* findRecord(table, reference, turn)
  return yield* updateRecord(table, found, values)
}

const howTo = (table: KnownTable): string =>
  `Say which record, which field and what it should be, for example: set the ${table.fields[1]?.name ?? 'name'} of ${table.name} 12 to "…".`

type Around = { table: KnownTable; before: string; after: string }

function readChange(whole: Request, rest: Request, { table, before, after }: Around, turn: Turn): Change | null {
  const verb = whole.text.split(' ')[0]?.toLowerCase() ?? ''
  const toValueOf =
    (name: string, typed: string) =>
    (known: KnownTable): JsonObject => {
      const field = theField(known, name)
      return { [field.name]: toValue(field, reveal(rest, typed), turn.now) }
    }
  const of = OF.exec(rest.text)
  if (of?.[1] && of[2] && of[3] && before !== '') {
    const inner = findMention(of[2], [table])
    const reference = inner ? `${of[2].slice(0, inner.start)} ${of[2].slice(inner.end)}`.trim() : of[2]
    return { reference: reference.replace(/^the\s*/i, ''), values: toValueOf(of[1], of[3]) }
  }
  const to = TO.exec(after)
  if (to?.[1] && to[2] && /^rename$/.test(verb))
    return { reference: to[1], values: toValueOf(labelFields(table)[0]?.name ?? 'name', to[2]) }
  if (to?.[1] && to[2] && /assign$/.test(verb))
    return { reference: to[1], values: toValueOf(assigneeField(table)?.name ?? 'assignee', to[2]) }
  return recordFirst(table, after, rest, turn)
}

/** "ticket 12 status to closed", "ticket 12's status to closed", "customer 5: email = x@y.z, phone = 1". */
function recordFirst(table: KnownTable, after: string, request: Request, turn: Turn): Change | null {
  const assign = (text: string) => (known: KnownTable) =>
    readAssignments(text, { request, table: known, now: turn.now })
  const bare = after.replace(/'s\s+/, ' ')
  const mention = findMention(bare, table.fields)
  const listed = RECORD_FIRST.exec(bare)
  if (listed?.[1] && listed[2] && (!mention || mention.start >= listed[1].length))
    return { reference: listed[1], values: assign(listed[2]) }
  if (!mention || mention.start === 0) return null
  return { reference: bare.slice(0, mention.start), values: assign(bare.slice(mention.start)) }
}
