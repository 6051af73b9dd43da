/** A value of a record, or of a condition. */
type Value = string | number | boolean | null
type Row = Readonly<Record<string, unknown>>
export type SoqlField = { name: string; type: string; filterable?: boolean }
type SoqlQuery = {
  fields: string[]
  object: string
  matches: (row: Row) => boolean
  compare: (a: Row, b: Row) => number
  limit: number
}

/** What Salesforce answers with status 400. */
export class SoqlError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

const TOKEN =
  /\s*(?:('(?:[^'\\]|\\.)*')|(\d{4}-\d\d-\d\dT[\d:.]+Z)|(\d{4}-\d\d-\d\d)|(-?\d+(?:\.\d+)?)|(\w+)|(!=|>=|<=|[=<>(),]))/gy

type Token = { kind: 'text' | 'datetime' | 'date' | 'number' | 'word' | 'sign'; text: string }
const KINDS = ['text', 'datetime', 'date', 'number', 'word', 'sign'] as const

function tokensOf(soql: string): Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < soql.trimEnd().length) {
    const at = TOKEN.lastIndex
    const found = TOKEN.exec(soql)
    const index = found ? found.slice(1).findIndex((each) => each !== undefined) : -1
    const kind = KINDS[index]
    if (!found || !kind) throw new SoqlError('MALFORMED_QUERY', `unexpected token near ${soql.slice(at, at + 20)}`)
    tokens.push({ kind, text: found[index + 1] ?? '' })
  }
  return tokens
}

const UNESCAPED: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }
const unquote = (text: string) => text.slice(1, -1).replace(/\\(.)/gs, (_, each: string) => UNESCAPED[each] ?? each)

/** The part of SOQL that a reader needs: SELECT, FROM, WHERE with AND, OR and parentheses, ORDER BY and LIMIT. */
export function parseSoql(soql: string, fieldsOf: (object: string) => readonly SoqlField[]): SoqlQuery {
  const tokens = tokensOf(soql)
  let at = 0
  const peek = () => tokens[at]?.text.toUpperCase()
  const next = (): Token => {
    const token = tokens[at]
    if (!token) throw new SoqlError('MALFORMED_QUERY', 'unexpected end of query')
    at += 1
    return token
  }
  const expect = (word: string) => {
    const { text } = next()
    if (text.toUpperCase() !== word)
      throw new SoqlError('MALFORMED_QUERY', `unexpected token: ${text}, expected ${word}`)
  }
  const listed = <T>(item: () => T): T[] => {
    const items = [item()]
    while (peek() === ',') {
      at += 1
      items.push(item())
    }
    return items
  }
  expect('SELECT')
  const fields = listed(() => next().text)
  expect('FROM')
  const object = next().text
  const known = new Map(fieldsOf(object).map((field) => [field.name, field]))
  const fieldNamed = (name: string): SoqlField => {
    const field = known.get(name)
    if (!field) throw new SoqlError('INVALID_FIELD', `No such column '${name}' on entity '${object}'.`)
    return field
  }
  for (const name of fields) fieldNamed(name)

  const values = () => {
    expect('(')
    const given = listed(next)
    expect(')')
    return given
  }
  const condition = (): ((row: Row) => boolean) => {
    if (peek() === '(') {
      at += 1
      const inner = either()
      expect(')')
      return inner
    }
    const field = fieldNamed(next().text)
    if (field.filterable === false)
      throw new SoqlError('INVALID_FIELD', `field '${field.name}' can not be filtered in a query call`)
    const operator = next().text.toUpperCase()
    if (operator === 'IN' || operator === 'INCLUDES') return isOneOf(field, operator, values())
    return comparison(field, operator, next())
  }
  const both = () => {
    const all = [condition()]
    while (peek() === 'AND') {
      at += 1
      all.push(condition())
    }
    return (row: Row) => all.every((each) => each(row))
  }
  const either = (): ((row: Row) => boolean) => {
    const any = [both()]
    while (peek() === 'OR') {
      at += 1
      any.push(both())
    }
    return (row) => any.some((each) => each(row))
  }
  let matches: SoqlQuery['matches'] = () => true
  if (peek() === 'WHERE') {
    at += 1
    matches = either()
  }
  let order: { name: string; sign: number }[] = []
  if (peek() === 'ORDER') {
    at += 1
    expect('BY')
    order = listed(() => {
      const { name } = fieldNamed(next().text)
      const direction = peek() === 'ASC' || peek() === 'DESC' ? next().text.toUpperCase() : 'ASC'
      return { name, sign: direction === 'ASC' ? 1 : -1 }
    })
  }
  let limit = Number.POSITIVE_INFINITY
  if (peek() === 'LIMIT') {
    at += 1
    limit = Number(next().text)
  }
  if (at < tokens.length) throw new SoqlError('MALFORMED_QUERY', `unexpected token: ${tokens[at]?.text}`)
  return { fields, object, matches, compare: (a, b) => compareBy(order, a, b), limit }
}

function compareBy(order: readonly { name: string; sign: number }[], a: Row, b: Row): number {
  for (const { name, sign } of order) {
    const [left, right] = [String(a[name]), String(b[name])]
    if (left !== right) return left < right ? -sign : sign
  }
  return 0
}

const UNQUOTED: Record<string, Token['kind']> = { datetime: 'datetime', date: 'date', boolean: 'word' }
const NUMBERS = new Set(['int', 'long', 'double', 'currency', 'percent'])

/** A literal in the form that its field takes; Salesforce refuses a text for a time, and the other way round. */
function literalOf({ name, type }: SoqlField, { kind, text }: Token): Value {
  if (kind === 'word' && text.toLowerCase() === 'null') return null
  const wanted = UNQUOTED[type] ?? (NUMBERS.has(type) ? 'number' : type === 'time' ? kind : 'text')
  if (kind !== wanted)
    throw new SoqlError(
      'INVALID_FIELD',
      `value of filter criterion for field '${name}' must be of type ${type} and should ${wanted === 'text' ? '' : 'not '}be enclosed in quotes`,
    )
  if (kind === 'datetime') return new Date(text).toISOString()
  if (kind === 'number') return Number(text)
  if (kind === 'word') return text.toUpperCase() === 'TRUE'
  return kind === 'text' ? unquote(text) : text
}

/** Ids are compared as they are, other texts without their case. */
function comparable({ type }: SoqlField, value: unknown): Value {
  if (value === undefined || value === null) return null
  if (type === 'datetime') return new Date(String(value)).toISOString()
  if (typeof value !== 'string') return typeof value === 'number' || typeof value === 'boolean' ? value : null
  return type === 'id' || type === 'reference' ? value : value.toLowerCase()
}

function comparison(field: SoqlField, operator: string, token: Token): (row: Row) => boolean {
  const wanted = comparable(field, literalOf(field, token))
  const valueIn = (row: Row) => comparable(field, row[field.name])
  if (operator === 'LIKE') {
    const pattern = likePattern(unquoteLike(token.text))
    return (row) => pattern.test(String(valueIn(row) ?? ''))
  }
  if (operator === '=') return (row) => valueIn(row) === wanted
  if (operator === '!=') return (row) => valueIn(row) !== wanted
  const test = ORDERED[operator]
  if (!test) throw new SoqlError('MALFORMED_QUERY', `unexpected token: ${operator}`)
  return (row) => {
    const value = valueIn(row)
    return value !== null && wanted !== null && test(value, wanted)
  }
}

const ORDERED: Record<string, (a: NonNullable<Value>, b: NonNullable<Value>) => boolean> = {
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
}

/** Keeps `\%` and `\_`, which stand for themselves in a pattern. */
const unquoteLike = (text: string) =>
  text.slice(1, -1).replace(/\\([^%_])/gs, (_, each: string) => UNESCAPED[each] ?? each)

function likePattern(text: string): RegExp {
  const parts = text.match(/\\[%_]|[%_]|[^%_\\]+|\\/g) ?? []
  const source = parts.map((part) => {
    if (part === '%') return '[^]*'
    return part === '_' ? '[^]' : part.replace(/^\\(?=[%_])/, '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  })
  return new RegExp(`^${source.join('')}$`, 'i')
}

function isOneOf(field: SoqlField, operator: string, tokens: readonly Token[]): (row: Row) => boolean {
  const wanted = new Set(tokens.map((token) => comparable(field, literalOf(field, token))))
  if (operator === 'IN') return (row) => wanted.has(comparable(field, row[field.name]))
  return (row) =>
    String(comparable(field, row[field.name]) ?? '')
      .split(';')
      .some((each) => wanted.has(each))
}
