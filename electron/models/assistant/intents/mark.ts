import type { KnownTable } from '../calls'
import { chooseTarget, type TableTarget } from '../choose-target'
import { readClause } from '../clauses'
import { booleanField, statusField, toValue } from '../fields'
import { findRecord, readReference } from '../find-record'
import { addAdjective, addConditions, emptyLookup } from '../lookup'
import { HELD_SOURCE, partOf, reveal } from '../request'
import { runAction } from '../run-action'
import { runLookup } from '../run-lookup'
import type { JsonObject } from '../types'
import { Answered, type Intent, type Request, type Steps, type Turn } from '../types'
import { updateRecord, updateRecords } from '../write-records'

const MARK = /^(?:mark|flag|tag)\s+(.+)$/i
const VALUE_VERBS: Record<string, string> = {
  close: 'closed',
  reopen: 'open',
  resolve: 'resolved',
  complete: 'completed',
  finish: 'done',
  cancel: 'cancelled',
  pause: 'paused',
}
const VALUE_VERB = new RegExp(`^(${Object.keys(VALUE_VERBS).join('|')})\\s+(.+)$`, 'i')
const AS = /^(.*\S)\s+(?:as|to)\s+(.+)$/i
const AFTER_QUOTE = new RegExp(`^(.*${HELD_SOURCE})\\s+(.+)$`, 'u')
const LAST_WORD = /^(.*\S)\s+(\S+)$/
const EVERY = /^(?:all|every|each)\b(?:\s+(?:of\s+)?the\b)?/i

export const mark: Intent = {
  example: 'mark ticket 12 resolved',
  understand: (request, turn) => {
    const marked = MARK.exec(request.text)?.[1]
    if (marked !== undefined) return markRecord(request, partOf(request, marked), null, turn)
    const verb = VALUE_VERB.exec(request.text)
    const value = verb?.[1] ? VALUE_VERBS[verb[1].toLowerCase()] : undefined
    return value && verb?.[2] ? markRecord(request, partOf(request, verb[2]), value, turn) : null
  },
}

function* markRecord(whole: Request, rest: Request, fixed: string | null, turn: Turn): Steps<string> {
  const target = yield* chooseTarget(whole, rest, turn)
  if (target.kind === 'action') return yield* runAction(target.tool, whole, turn)
  const { table } = target
  const around = [target.before.replace(/\b(?:the|a|an|my)\b/gi, '').trim(), target.after].filter(Boolean).join(' ')
  if (EVERY.test(target.before)) return yield* markAll(target, rest, fixed, turn)
  const { reference: part, value } = fixed === null ? split(around) : { reference: around, value: fixed }
  const reference = readReference(rest, part)
  if (!reference || value === '')
    throw new Answered(`Say which record and as what, for example: mark ${table.name} 12 as done.`)
  const found = yield* findRecord(table, reference, turn)
  return yield* updateRecord(table, found, valuesFor(table, rest, value, turn))
}

/** "all open tickets of Acme as resolved". */
function* markAll(target: TableTarget, request: Request, fixed: string | null, turn: Turn): Steps<string> {
  const { table, tables } = target
  const said = fixed === null ? splitAll(target.after) : { reference: target.after, value: fixed }
  if (said.value === '') throw new Answered(`Say as what, for example: mark all ${table.name} as done.`)
  const context = { request, turn, tables, table }
  const start = addAdjective({ ...emptyLookup(table), limit: 1 }, target.before.replace(EVERY, ''), context)
  const asked = yield* addConditions(start, said.reference, context)
  const { lookup, page } = yield* runLookup(asked, { count: false, tables, turn })
  return yield* updateRecords(lookup, page, valuesFor(table, request, said.value, turn))
}

/** "of Acme as resolved", "as resolved", "resolved". */
function splitAll(text: string): { reference: string; value: string } {
  const value = /^(?:as|to)\s+(.+)$/i.exec(text)?.[1] ?? (/\s/.test(text) ? null : text)
  return value === null ? split(text) : { reference: '', value }
}

/** "'Printer on fire' resolved, "12 as resolved", "printer on fire resolved". */
function split(text: string): { reference: string; value: string } {
  const match = AS.exec(text) ?? AFTER_QUOTE.exec(text) ?? LAST_WORD.exec(text)
  return { reference: match?.[1] ?? text, value: match?.[2] ?? '' }
}

function valuesFor(table: KnownTable, request: Request, typed: string, turn: Turn): JsonObject {
  const value = reveal(request, typed)
  const flag = booleanField(table, value)
  if (flag) return { [flag.name]: true }
  const negated = /^(?:not |un)(.+)$/i.exec(value)?.[1]
  const unset = negated ? booleanField(table, negated) : undefined
  if (unset) return { [unset.name]: false }
  const clause = value.includes(' ') ? readClause(typed, { request, table, now: turn.now }) : null
  if (clause?.op === 'eq') return { [clause.field.name]: clause.value }
  const status = statusField(table)
  if (!status)
    throw new Answered(
      `${table.name} has no status field. Say which field, for example: set the … of ${table.name} 12 to ${value}.`,
    )
  return { [status.name]: toValue(status, value, turn.now) }
}
