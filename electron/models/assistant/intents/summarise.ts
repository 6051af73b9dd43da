import { type Aggregate, type KnownField, type KnownTable, measureRecords, type RecordValues } from '../calls'
import { chooseTable } from '../choose-target'
import { dateField, fieldsCalled, isDate, isNumber, textOf, theField } from '../fields'
import { addAdjective, addConditions, emptyLookup, type Lookup } from '../lookup'
import { partOf } from '../request'
import { conditionsOf, runLookup } from '../run-lookup'
import { answer, gfmTable, originOf, plural } from '../show'
import { nounOf } from '../tables'
import { Answered, type Intent, type Request, type Steps, type Turn } from '../types'
import { ASKS_COUNT, countRecords } from './count'

const FNS: Record<string, string> = {
  sum: 'sum',
  total: 'sum',
  average: 'mean',
  mean: 'mean',
  avg: 'mean',
  minimum: 'min',
  min: 'min',
  lowest: 'min',
  smallest: 'min',
  maximum: 'max',
  max: 'max',
  highest: 'max',
  largest: 'max',
}
const MEASURE = new RegExp(
  `^(?:(?:what(?: is|'s)|show(?: me)?|give me|calculate|compute)\\s+)?(?:the\\s+)?(${Object.keys(FNS).join('|')})\\s+(?:of\\s+)?(?:the\\s+|all\\s+)?(.+?)\\s+(?:of|in|for|over|across)\\s+(.+)$`,
  'i',
)
const GROUP =
  /\s+(?:grouped by|group by|by|per|for each|for every)\s+(?:the\s+)?([\p{L}_]+(?: (?!(?:where|whose|with|having|in|for|since|of)\b)[\p{L}_]+)?(?: of [\p{L}_]+)?)(?=\s+(?:where|whose|with|having|in|for|since)\b|$)/iu
const STEP = /^(day|week|month|quarter|year)(?: of (.+))?$/i

type Asked = { fn: string; field: string | null; group: string | null; request: Request }

/** Numbers over records: "count deals by stage", "sum of amount in deals by stage", "average total of invoices". */
export const summarise: Intent = {
  example: 'sum of amount in deals by stage',
  understand: (request, turn) => {
    const measure = MEASURE.exec(request.text)
    const [, word = '', field = null, rest = ''] = measure ?? []
    if (measure) return measureIn({ fn: FNS[word.toLowerCase()] ?? 'sum', field, ...cut(request, rest) }, turn)
    const counted = ASKS_COUNT.exec(request.text)?.[1]
    const asked = counted === undefined ? null : cut(request, counted)
    return asked?.group ? measureIn({ fn: 'count', field: null, ...asked }, turn, counted) : null
  },
}

/** The request without the words that group it. */
function cut(request: Request, text: string): { group: string | null; request: Request } {
  const match = GROUP.exec(text)
  const rest = match ? `${text.slice(0, match.index)}${text.slice(match.index + match[0].length)}` : text
  return { group: match?.[1] ?? null, request: partOf(request, rest) }
}

function* measureIn(asked: Asked, turn: Turn, counted?: string): Steps<string> {
  const { request } = asked
  const { table, tables, before, after } = yield* chooseTable(request, turn)
  const group = asked.group === null ? null : groupCalled(table, asked.group)
  // "how many invoices are paid by Ana" groups by nothing.
  if (asked.group !== null && group === null && counted !== undefined)
    return yield* countRecords(partOf(request, counted), turn)
  if (asked.group !== null && group === null) theField(table, asked.group)
  const measured = asked.field === null ? null : measuredField(table, asked.field, asked.fn)
  const context = { request, turn, tables, table }
  const start = addAdjective(emptyLookup(table), before, context)
  const { lookup } = yield* runLookup(yield* addConditions(start, after, context), { count: true, tables, turn })
  const aggregate: Aggregate = {
    ...(group ? { group_by: group.field.name, ...(group.step ? { step: group.step } : {}) } : {}),
    measures: [measured ? { fn: asked.fn, field: measured.name } : { fn: 'count' }],
  }
  const found = yield* measureRecords(conditionsOf(lookup), aggregate)
  const name = measured ? `${asked.fn} of ${measured.name}` : 'count'
  const left = found.groups_left_out > 0 ? `${plural(found.groups_left_out, 'more group')} are not shown.` : ''
  const numbers = { group, name, groups: found.groups, total: found.total }
  return answer(sentence(lookup, numbers), left, originOf(found, turn.now))
}

type Group = { field: KnownField; step: string | null }

function groupCalled(table: KnownTable, said: string): Group | null {
  const [, step, of] = STEP.exec(said) ?? []
  if (step) {
    const field = of ? theField(table, of) : dateField(table)
    if (!field || !isDate(field)) throw new Answered(`${table.name} has no date to group by ${step.toLowerCase()}.`)
    return { field, step: step.toLowerCase() }
  }
  const [field, ...others] = fieldsCalled(table, said)
  return field && others.length === 0 ? { field, step: null } : null
}

function measuredField(table: KnownTable, name: string, fn: string): KnownField {
  const field = theField(table, name)
  if (isNumber(field) || (isDate(field) && (fn === 'min' || fn === 'max'))) return field
  throw new Answered(`${field.name} holds no numbers, so it has no ${fn}.`)
}

const WORDS: Record<string, string> = { sum: 'sum', mean: 'mean', min: 'smallest', max: 'largest' }

type Numbers = { group: Group | null; name: string; groups: RecordValues[]; total: number }

function sentence({ table, words, search }: Lookup, { group, name, groups, total }: Numbers): string {
  const which = `${words.length > 0 ? ` ${words.join(' ')}` : ''}${search ? ' (in any field)' : ''}`
  const records = `${plural(total, nounOf(table))}${which}`
  const [fn = '', field = ''] = name.split(/ of (.*)/)
  const what = field ? `${WORDS[fn] ?? fn} of ${field}` : 'number'
  if (!group) return `The ${what} over ${records} is ${textOf(groups[0]?.[name] ?? null) || 'empty'}.`
  const by = group.step ? `${group.field.name} by ${group.step}` : group.field.name
  const rows = groups.map((row) => [textOf(row.group ?? null) || '(empty)', textOf(row[name] ?? null)])
  const head = [group.field.name, field ? `${WORDS[fn] ?? fn} of ${field}` : 'Records']
  return answer(`${records}, by ${by}:`, gfmTable(head, rows))
}
