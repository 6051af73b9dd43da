import type { CellValue, FieldType } from '../../../shared/domain/table'
import { AppFailure } from '../../../shared/errors'
import type { StoredField } from '../columns'
import { toStored } from '../values'
import type { Choices } from './choices'
import { jsonContent, jsonText, listText, parseList, textJson, withOffset } from './convert-text'

type Stored = string | number | null
/** What a value is before it becomes one of another type. */
type Content = string | number | boolean | string[]
type Source = { from: StoredField; to: StoredField; choices: Choices; cell: string | number | boolean }

/** What is stored for a value in a field of another type: null for an empty one, undefined when it does not convert. */
export type Converter = (cell: CellValue) => Stored | undefined

/**
 * Only forms that can be meant in one way convert: plain numbers, yes and no, ISO dates. A date becomes its midnight in
 * UTC, a time its day in UTC. Whether a record is there that a reference leads to is for the caller to find out.
 */
export function createConverter(from: StoredField, to: StoredField, choices: Choices): Converter {
  const convert = TARGETS[to.type]
  return (cell) => {
    if (cell === null) return null
    if (isBlank(from, to, cell)) return isText(to.type) && isText(from.type) ? String(cell) : null
    try {
      return convert({ from, to, choices, cell })
    } catch (error) {
      if (error instanceof AppFailure) return undefined
      throw error
    }
  }
}

function isBlank(from: StoredField, to: StoredField, cell: string | number | boolean): boolean {
  if (typeof cell !== 'string') return false
  const text = cell.trim()
  if (text === '' || from.type === 'multi-select') return text === '' || text === '[]'
  return from.type === 'json' && to.type !== 'json' && !isText(to.type) && (text === 'null' || text === '[]')
}

const isText = (type: FieldType) => type === 'text' || type === 'long-text'

const TARGETS: Record<FieldType, (source: Source) => Stored | undefined> = {
  text: toText,
  'long-text': toText,
  json: toJson,
  select: (source) => {
    const text = asText(source)
    return text === undefined ? undefined : source.choices.take(text)
  },
  'multi-select': toList,
  boolean: (source) => viaText(source),
  date: (source) => (source.from.type === 'datetime' ? toDay(source) : viaText(source)),
  datetime: (source) =>
    source.from.type === 'date' ? toStored(source.to, `${String(source.cell)}T00:00:00.000Z`) : viaText(source),
  email: (source) => viaText(source),
  url: (source) => viaText(source),
  integer: toInteger,
  number: toNumber,
  reference: (source) => {
    const id = toInteger(source)
    return typeof id === 'number' ? id : undefined
  },
}

function toText({ from, cell }: Source): string {
  const text = String(cell)
  if (from.type === 'json') return jsonText(text)
  return from.type === 'multi-select' ? listText(parseList(text)) : text
}

function toJson({ from, cell }: Source): string {
  const text = String(cell)
  if (from.type === 'json' || from.type === 'multi-select') return text
  return isText(from.type) || typeof cell !== 'string' || isNumeric(from.type) ? textJson(text) : JSON.stringify(text)
}

const isNumeric = (type: FieldType) => type === 'integer' || type === 'number' || type === 'reference'

function toList(source: Source): string | undefined {
  const content = contentOf(source)
  if (content === undefined) return undefined
  const isWords = isText(source.from.type) || source.from.type === 'json'
  const items = Array.isArray(content) ? content : isWords ? parseList(String(content)) : [String(content)]
  const taken = items.map((item) => source.choices.take(item))
  return taken.length === 0 || taken.includes(undefined) ? undefined : JSON.stringify([...new Set(taken)])
}

function toInteger(source: Source): Stored | undefined {
  const content = contentOf(source)
  if (typeof content === 'boolean') return content ? 1 : 0
  const text = asText(source)
  if (text === undefined) return undefined
  return toStored({ ...source.to, type: 'integer' }, isFloat(source) ? wholeText(text) : text)
}

/** Where 1e3 and 2.0 are whole numbers, as they are not in a text that somebody wrote. */
const isFloat = ({ from }: Source) => from.type === 'number' || from.type === 'json'

function wholeText(text: string): string {
  const number = Number(text)
  if (/^[+-]?\d+\.0*$/.test(text)) return text.replace(/\..*$/, '')
  return /e/i.test(text) && Number.isInteger(number) ? BigInt(number).toString() : text
}

function toNumber(source: Source): Stored | undefined {
  if (source.from.type === 'number') return typeof source.cell === 'boolean' ? undefined : source.cell
  const content = contentOf(source)
  if (typeof content === 'boolean') return content ? 1 : 0
  return viaText(source)
}

function toDay({ to, cell }: Source): Stored | undefined {
  const time = Date.parse(withOffset(String(cell)))
  return Number.isNaN(time) ? undefined : toStored(to, new Date(time).toISOString().replace(/T.*$/, ''))
}

function viaText(source: Source): Stored | undefined {
  if (source.from.type === source.to.type) return typeof source.cell === 'boolean' ? Number(source.cell) : source.cell
  const text = asText(source)
  return text === undefined ? undefined : toStored(source.to, text)
}

/** Undefined for what is no single value. */
function asText(source: Source): string | undefined {
  const content = contentOf(source)
  if (!Array.isArray(content)) return content === undefined ? undefined : String(content)
  return content.length === 1 ? content[0] : undefined
}

function contentOf({ from, cell }: Source): Content | undefined {
  if (from.type === 'json') return jsonContent(String(cell)) ?? undefined
  return from.type === 'multi-select' ? parseList(String(cell)) : cell
}
