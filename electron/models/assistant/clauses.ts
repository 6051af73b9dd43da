import type { JsonValue } from '../../../shared/domain/common'
import type { Filter, KnownField, KnownTable, Operator } from './calls'
import { amountField, booleanField, dateField, fieldsCalled, isText, listOf, toValue } from './fields'
import { isQuoted, reveal } from './request'
import { Answered, type Request } from './types'
import { findMention } from './words'

/** How people write a comparison; the first that fits is taken, so longer forms stand before shorter ones. */
const COMPARISONS: readonly (readonly [Operator, RegExp])[] = [
  ['not-empty', /^(?:is|are) (?:not empty|set|filled(?: in)?|known)$|^(?:has|have) a value$/i],
  ['empty', /^(?:is|are) (?:empty|missing|not set|unset|blank|unknown)$/i],
  ['gte', /^(?:is |are )?(?:>=|≥|at least|no less than|since|from)\s*/i],
  ['lte', /^(?:is |are )?(?:<=|≤|at most|up to|no more than)\s*/i],
  ['ne', /^(?:!=|<>|≠|is not|isn't|are not|aren't|not|other than)\s*/i],
  ['gt', /^(?:is |are )?(?:>|over|above|more than|greater than|bigger than|higher than|after)\s*/i],
  ['lt', /^(?:is |are )?(?:<|under|below|less than|fewer than|smaller than|lower than|before)\s*/i],
  ['contains', /^(?:contains|contain|includes|include|containing|including|like|has|mentions)\s+/i],
  ['starts-with', /^(?:starts with|start with|begins with|starting with|beginning with)\s+/i],
  ['eq', /^(?:==?|:|is|are|equals|equal to|to|as|of)\s*(?=\S)/i],
]

export type Clause = { field: KnownField; op: Operator; value: JsonValue }
export const toFilter = ({ field, op, value }: Clause): Filter => ({
  field: field.name,
  op,
  ...(op === 'empty' || op === 'not-empty' ? {} : { value }),
})

type Context = { request: Request; table: KnownTable; now: Date }

/** "status is open", "total over 100", "country Brazil", "high priority", "paid". Null when no field is named. */
export function readClause(text: string, context: Context): Clause | null {
  const bare = text
    .trim()
    .replace(/^(?:the|a|an|its|their|his|her|with|set|also|that (?:is|are|has|have)|(?:is|are) (?=\p{L}+$))\s+/iu, '')
  return (
    readFlag(bare, context) ??
    readWithout(bare, context) ??
    readFieldFirst(bare, context) ??
    readAmount(bare, context) ??
    readSince(bare, context) ??
    readFieldLast(bare, context)
  )
}

function readFlag(text: string, { table }: Context): Clause | null {
  const match = /^(not |un)?(\p{L}[\p{L}_ ]*)$/iu.exec(text)
  if (!match) return null
  const whole = booleanField(table, text)
  if (whole) return { field: whole, op: 'eq', value: true }
  const field = match[1] ? booleanField(table, match[2] ?? '') : undefined
  return field ? { field, op: 'eq', value: false } : null
}

function readFieldFirst(text: string, context: Context): Clause | null {
  const mention = findMention(text, context.table.fields)
  if (!mention || mention.start > 0) return null
  const field = oneOf(mention.found)
  const rest = text.slice(mention.end).trim()
  if (rest === '') return null
  for (const [op, pattern] of COMPARISONS) {
    const match = pattern.exec(rest)
    if (match) return withValue(field, op, rest.slice(match[0].length), context)
  }
  return withValue(field, 'eq', rest, context)
}

/** "over 100" is about the amount, when there is one. */
function readAmount(text: string, context: Context): Clause | null {
  const field = amountField(context.table)
  if (!field) return null
  for (const op of ['gte', 'lte', 'gt', 'lt'] as const) {
    const match = COMPARISONS.find(([one]) => one === op)?.[1].exec(text)
    const rest = match ? text.slice(match[0].length) : ''
    if (/^[^\d\s]?\d[\d,.]*\D{0,4}$/.test(rest)) return withValue(field, op, rest, context)
  }
  return null
}

const DATE_WORDS: Record<string, Operator> = { since: 'gte', from: 'gte', after: 'gt', before: 'lt', until: 'lte' }

/** "since 2024-03-01" is about the usual date, when there is one. */
function readSince(text: string, context: Context): Clause | null {
  const match = /^(since|after|from|before|until)\s+(\d{4}-\d{2}-\d{2}|today|yesterday)$/i.exec(text)
  const field = match ? dateField(context.table) : undefined
  if (!field || !match?.[1] || !match[2]) return null
  const op = DATE_WORDS[match[1].toLowerCase()]
  return op ? { field, op, value: toValue(field, match[2], context.now) } : null
}

function readWithout(text: string, { table }: Context): Clause | null {
  const name = /^(?:without|with no|no|missing)\s+(?:an? |any )?(\S+(?: \S+)?)$/i.exec(text)?.[1]
  const [field, ...others] = name ? fieldsCalled(table, name) : []
  return field && others.length === 0 ? { field, op: 'empty', value: null } : null
}

function readFieldLast(text: string, context: Context): Clause | null {
  const match = /^(\S+) ([\p{L}_]+(?: [\p{L}_]+)?)$/u.exec(text)
  if (!match?.[1] || !match[2]) return null
  const [field, ...others] = fieldsCalled(context.table, match[2])
  return field && others.length === 0 && isText(field) ? withValue(field, 'eq', match[1], context) : null
}

function withValue(field: KnownField, op: Operator, typed: string, { request, now }: Context): Clause | null {
  if (op === 'empty' || op === 'not-empty') return { field, op, value: null }
  const text = reveal(request, typed)
  return text === '' && !isQuoted(typed) ? null : { field, op, value: toValue(field, text, now) }
}

function oneOf(found: readonly KnownField[]): KnownField {
  const [field, ...others] = found
  if (field && others.length === 0) return field
  throw new Answered(
    `Which field: ${listOf(
      found.map((one) => one.name),
      'or',
    )}?`,
  )
}

/**
 * Clauses joined by commas and "and". What names no field belongs to the value before it, as in "name is Johnson and
 * Johnson". Null when not even the first part names a field.
 */
export function readClauses(text: string, context: Context): Clause[] | null {
  const pieces = text.split(/(\s*,\s*(?:and\s+)?|\s+and\s+|\s*;\s*)/i)
  const clauses: Clause[] = []
  let current = ''
  let last: Clause | null = null
  for (let index = 0; index < pieces.length; index += 2) {
    const piece = pieces[index] ?? ''
    const alone = readClause(piece, context)
    if (alone) {
      if (last) clauses.push(last)
      current = piece
      last = alone
      continue
    }
    if (!last) return null
    current += (pieces[index - 1] ?? '') + piece
    last = readClause(current, context) ?? last
  }
  return last ? [...clauses, last] : null
}

/** Values to write: clauses that all say what a field is. Answers when one of them does not. */
export function readAssignments(text: string, context: Context): Record<string, JsonValue> {
  const clauses = readClauses(text, context)
  if (!clauses)
    throw new Answered(
      `I did not find a field of ${context.table.name} in "${reveal(context.request, text)}". Its fields are ${listOf(context.table.fields.map((field) => field.name))}.`,
    )
  const unclear = clauses.find((clause) => clause.op !== 'eq' && clause.op !== 'empty')
  if (unclear) throw new Answered(`Say what ${unclear.field.name} should be, for example: ${unclear.field.name} = …`)
  return Object.fromEntries(clauses.map((clause) => [clause.field.name, clause.value]))
}
