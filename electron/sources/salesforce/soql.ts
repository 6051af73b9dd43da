import type { StreamField, StreamFilter } from '../../../shared/domain/data-connection'
import { type Selection, SourceProblem } from '../define'

const ESCAPES: Record<string, string> = {
  '\\': '\\\\',
  "'": "\\'",
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
}

/** A text in SOQL. https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm */
export const quoted = (text: string): string =>
  `'${text.replace(/[\\'\n\r\t\b\f]/g, (character) => ESCAPES[character] ?? '')}'`

/** Conditions for the filters of a stream, all of which have to hold; empty without any. Fails with `stream-unavailable`. */
export function filterConditions({ stream, filters }: Selection): string[] {
  return filters.map((filter) => {
    const field = stream.fields.find(({ name }) => name === filter.field)
    if (!field)
      throw new SourceProblem({ kind: 'schema-changed', message: `There is no field ${filter.field} any more` })
    return toCondition(field, filter)
  })
}

const OPERATORS = { eq: '=', ne: '!=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const
const NO_TEXT = /^(?:id|reference|time|address|location|json|complexvalue)\b/

function toCondition(field: StreamField, { op, value }: StreamFilter): string {
  if (op === 'empty') return `${field.name} = null`
  if (op === 'not-empty') return `${field.name} != null`
  if (op !== 'contains') return `${field.name} ${OPERATORS[op]} ${literal(field, value)}`
  if (field.type === 'multi-select') return `${field.name} INCLUDES (${quoted(value)})`
  const isText = field.type === 'text' || field.type === 'long-text' || field.type === 'email' || field.type === 'url'
  if (!isText || NO_TEXT.test(field.sourceType)) throw unusable(field, 'is no text that can contain another')
  return `${field.name} LIKE '%${quoted(value).slice(1, -1).replace(/[%_]/g, '\\$&')}%'`
}

const DAY = /^\d{4}-\d{2}-\d{2}$/
const TIME = /^(\d{2}:\d{2})(:\d{2})?(\.\d{1,3})?Z?$/

function literal(field: StreamField, value: string): string {
  const text = value.trim()
  switch (field.type) {
    case 'boolean':
      if (/^(?:true|1)$/i.test(text)) return 'TRUE'
      if (/^(?:false|0)$/i.test(text)) return 'FALSE'
      throw unusable(field, 'is either true or false')
    case 'integer':
    case 'number':
      if (/^-?\d+(?:\.\d+)?$/.test(text)) return text
      throw unusable(field, 'is a number')
    case 'date':
      if (DAY.test(text) && !Number.isNaN(Date.parse(text))) return text
      throw unusable(field, 'is a date such as 2026-01-31')
    case 'datetime':
      if (/^\d{4}-/.test(text) && !Number.isNaN(Date.parse(text))) return new Date(text).toISOString()
      throw unusable(field, 'is a time such as 2026-01-31T12:00:00Z')
    default:
      return textLiteral(field, value)
  }
}

function textLiteral(field: StreamField, value: string): string {
  if (!field.sourceType.startsWith('time')) return quoted(value)
  const [, minutes, seconds = ':00', fraction = '.000'] = TIME.exec(value.trim()) ?? []
  if (minutes) return `${minutes}${seconds}${fraction}Z`
  throw unusable(field, 'is a time of day such as 12:00:00')
}

const unusable = ({ name }: StreamField, what: string): SourceProblem =>
  new SourceProblem({ kind: 'stream-unavailable', message: `The filter of ${name} cannot be used: ${name} ${what}` })

/** Salesforce takes addresses and headers of 16,384 bytes together; a token may have two thousand. */
const LONGEST = 12_000

/** Fields in as many lists as it takes for each query to fit; `rest` is what a query holds besides. */
export function splitFields(names: readonly string[], rest: string): string[][] {
  const room = Math.max(2000, LONGEST - encodeURIComponent(rest).length)
  const lists: string[][] = []
  let left = 0
  for (const name of names) {
    const bytes = encodeURIComponent(`${name},`).length
    const last = lists.at(-1)
    if (last && bytes <= left) last.push(name)
    else lists.push([name])
    left = (last === lists.at(-1) ? left : room) - bytes
  }
  return lists.length > 0 ? lists : [[]]
}
