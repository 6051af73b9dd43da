import type { KnownField, KnownTable } from '../calls'
import { chooseTarget, mentionedTable, type TableTarget } from '../choose-target'
import { fieldsCalled, textOf } from '../fields'
import { describeRecord, findRecord, type Reference, readReference } from '../find-record'
import { addAdjective, addConditions, emptyLookup, type Lookup } from '../lookup'
import { notUnderstood } from '../not-understood'
import { takeOrder } from '../order'
import { partOf } from '../request'
import { runAction } from '../run-action'
import { runLookup } from '../run-lookup'
import { answer, originOf, plain, plural, showPage } from '../show'
import { nounOf, tablesFor } from '../tables'
import type { Intent, Request, Steps, Turn } from '../types'

const VERB =
  /^(?:find|show|list|get|display|fetch|view|open|search(?: for| in| through)?|look (?:up|for|at)|give|tell|bring up|pull up|see|read|which|what(?: are| is|'s)?|who(?: is| are|'s)?|where(?: is| are|'s)?)(?: (?:me|us))?(?: about)?(?: (?:all the|the|all|a|an|any|every))?\s+(.+)$/i
const QUESTION = /^(?:why|how|when|do|does|did|is|are|can|could|should|would|if|i|you|we|tell)\b/i

export const find: Intent = {
  example: 'show the invoices of customer 5',
  understand: (request, turn) => {
    const rest = VERB.exec(request.text)?.[1]
    if (rest !== undefined) return findOrAct(request, partOf(request, rest), turn)
    const brief = request.text.split(' ').length <= 10 && !QUESTION.test(request.text)
    return brief && turn.tools.has('list_tables') ? nounPhrase(request, turn) : null
  },
}

function* findOrAct(whole: Request, rest: Request, turn: Turn): Steps<string> {
  const target = yield* chooseTarget(whole, rest, turn)
  if (target.kind === 'action') return yield* runAction(target.tool, whole, turn)
  return yield* findRecords(target, rest, turn)
}

/** "customers in Brazil": a sentence without a verb that starts with a table, or with a word or two before it. */
function* nounPhrase(request: Request, turn: Turn): Steps<string> {
  const tables = yield* tablesFor(turn, request.text)
  const mention = mentionedTable(request.text, tables)
  if (!mention || mention.score < 0.8 || mention.before.split(' ').length > 2) return notUnderstood()
  return yield* findRecords({ kind: 'table', tables, ...mention }, request, turn)
}

function* findRecords(target: TableTarget, request: Request, turn: Turn): Steps<string> {
  const { table, tables } = target
  const order = takeOrder(target.before, target.after, table)
  const reference = readReference(request, recordPart(order))
  if (reference?.kind === 'number') {
    const { page, record } = yield* findRecord(table, reference, turn)
    return showPage(table, page, `This is ${describeRecord(table, record)}.`, [], turn.now)
  }
  const question = readFieldQuestion(table, order, request)
  if (question) return yield* answerField(table, question, turn)
  const context = { request, turn, tables, table }
  const around = conditionsAround(order)
  const start = addAdjective({ ...emptyLookup(table), sort: order.sort, limit: order.limit }, around.before, context)
  const asked = yield* addConditions(start, around.after, context)
  const { lookup, page } = yield* runLookup(asked, { count: false, tables, turn })
  const named = [...lookup.asked, ...(lookup.sort ? [lookup.sort.field] : [])]
  return showPage(table, page, sentenceFor(lookup, page.total), named, turn.now)
}

type Around = { before: string; after: string }

/** "ticket 5" or "record 5 of Tickets". */
function recordPart({ before, after }: Around): string {
  if (before === '') return after
  return after === '' ? (/^(.+)\s+(?:of|in|from)$/i.exec(before)?.[1] ?? '') : ''
}

/** "Acme Corp in deals" reads as "deals for Acme Corp". */
function conditionsAround({ before, after }: Around): Around {
  const inverted = after === '' ? /^(.+)\s+(?:in|from|among|within)$/i.exec(before)?.[1] : undefined
  return inverted ? { before: '', after: `for ${inverted}` } : { before, after }
}

type FieldQuestion = { field: KnownField; reference: Reference }

/** "the email of customer 5", "customer 5's email". */
function readFieldQuestion(table: KnownTable, { before, after }: Around, request: Request): FieldQuestion | null {
  const of = /^(.+?)\s+(?:of|for)(?:\s+the)?$/i.exec(before)
  const own = /^(?:of\s+)?(.+?)'s?\s+(.+)$/.exec(after)
  const [name, part] = of?.[1] ? [of[1], after] : own?.[1] && own[2] && before === '' ? [own[2], own[1]] : ['', '']
  const [field, ...others] = fieldsCalled(table, name)
  const reference = readReference(request, part)
  return field && others.length === 0 && reference ? { field, reference } : null
}

function* answerField(table: KnownTable, { field, reference }: FieldQuestion, turn: Turn): Steps<string> {
  const { record, page } = yield* findRecord(table, reference, turn)
  const value = plain(textOf(record[field.name] ?? null))
  const sentence = `The ${field.name} of ${describeRecord(table, record)} is ${value === '' ? 'empty' : value}.`
  return answer(sentence, originOf(page, turn.now))
}

function sentenceFor({ table, words, sort }: Lookup, total: number): string {
  const which = words.length > 0 ? ` ${words.join(' ')}` : ''
  if (total === 0) return `I found no ${plural(0, nounOf(table)).slice(2)}${which}.`
  const ordered = sort ? `, sorted by ${sort.field}${sort.direction === 'desc' ? ' descending' : ''}` : ''
  return `I found ${plural(total, nounOf(table))}${which}${ordered}.`
}
