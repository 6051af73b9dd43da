import type { StreamField, StreamFilter } from '../../shared/domain/data-connection'

type Value = string | number | null
type Test = (row: readonly Value[]) => boolean

/** Which rows pass filters that the source does not apply; `fields` says what is where in a row. Null when all do. */
export function localFilter(fields: readonly StreamField[], filters: readonly StreamFilter[]): Test | null {
  if (filters.length === 0) return null
  const tests = filters.map((filter): Test => {
    const place = fields.findIndex(({ name }) => name === filter.field)
    const field = fields[place]
    if (!field) throw new Error(`There is no field ${filter.field} to filter by`)
    const passes = testOf(field, filter)
    return (row) => passes(row[place] ?? null)
  })
  return (row) => tests.every((test) => test(row))
}

/** As in SQL, a record without a value is neither smaller nor larger than any; it is unlike all of them. */
function testOf(field: StreamField, { op, value }: StreamFilter): (found: Value) => boolean {
  const wanted = value.toLowerCase()
  switch (op) {
    case 'empty':
      return (found) => isEmpty(found)
    case 'not-empty':
      return (found) => !isEmpty(found)
    case 'contains':
      return (found) => found !== null && String(found).toLowerCase().includes(wanted)
    case 'ne':
      return (found) => found === null || order(field, found, value) !== 0
    default:
      return (found) => found !== null && fits(op, order(field, found, value))
  }
}

const isEmpty = (found: Value): boolean => found === null || found === ''

function fits(op: 'eq' | 'gt' | 'gte' | 'lt' | 'lte', sign: number): boolean {
  if (op === 'eq') return sign === 0
  if (op === 'gt') return sign > 0
  if (op === 'gte') return sign >= 0
  return op === 'lt' ? sign < 0 : sign <= 0
}

/** Negative, zero or positive; not a number where the two cannot be compared, so that no comparison holds. */
function order({ type }: StreamField, found: string | number, wanted: string): number {
  switch (type) {
    case 'integer':
      return integers(found, wanted)
    case 'number':
    case 'reference':
      return Number(found) - (wanted.trim() === '' ? Number.NaN : Number(wanted))
    case 'boolean':
      return truth(found) - truth(wanted)
    case 'date':
    case 'datetime':
      return moments(String(found), wanted)
    default:
      return texts(String(found), wanted)
  }
}

const WHOLE = /^\s*-?\d+\s*$/

function integers(found: string | number, wanted: string): number {
  if (!WHOLE.test(String(found)) || !WHOLE.test(wanted)) return Number(found) - Number(wanted.trim() || 'none')
  const [one, other] = [BigInt(String(found).trim()), BigInt(wanted.trim())]
  return one < other ? -1 : Number(one > other)
}

function truth(value: string | number): number {
  const text = String(value).trim().toLowerCase()
  if (text === 'true' || text === '1') return 1
  return text === 'false' || text === '0' ? 0 : Number.NaN
}

/** What is no moment is compared as the text it is. */
function moments(found: string, wanted: string): number {
  const sign = Date.parse(found) - Date.parse(wanted)
  return Number.isNaN(sign) ? texts(found, wanted) : sign
}

const texts = (found: string, wanted: string): number => (found < wanted ? -1 : Number(found > wanted))
