import type { JsonValue } from '../../../shared/domain/common'
import { textOf } from './fields'
import { asObject } from './read-prompt'
import { answer, gfmTable, namesIn, originOf, plural } from './show'
import type { JsonObject } from './types'

const MOST_ROWS = 20
const MOST_COLUMNS = 6
const LONGEST_TEXT = 2000

/** The result of an action, of any shape: its list as a table, or its values as lines. */
export function showResult(tool: string, value: JsonValue, now: Date): string {
  if (typeof value !== 'object' || value === null) {
    const text = textOf(value)
    return text === '' ? `\`${tool}\` is done.` : answer(`\`${tool}\` answered:`, fenced(text))
  }
  const rows = rowsIn(value)
  const origin = originIn(value, now)
  if (rows) {
    if (rows.length === 0) return answer(`\`${tool}\` found nothing.`, origin)
    const names = namesIn(rows)
      .filter((name) => rows.some((row) => isPlain(row[name]) && textOf(row[name] ?? null) !== ''))
      .slice(0, MOST_COLUMNS)
    const lines = rows.slice(0, MOST_ROWS).map((row) => names.map((name) => textOf(row[name] ?? null)))
    const more = rows.length > MOST_ROWS ? `The first ${MOST_ROWS} are shown.` : ''
    return answer(
      `\`${tool}\` answered with ${plural(rows.length, 'result')}.`,
      gfmTable(names, lines),
      [more, origin].filter(Boolean).join(' '),
    )
  }
  const data = asObject(value).data ?? value
  if (typeof data === 'string') return answer(`\`${tool}\` answered:`, fenced(data), origin)
  const lines = flatten(data).slice(0, 16)
  const table = lines.length > 0 ? gfmTable(['Field', 'Value'], lines) : ''
  return answer(`\`${tool}\` is done.`, table, origin)
}

/** Text of another program, shown as it is. */
const fenced = (text: string): string => `~~~text\n${text.slice(0, LONGEST_TEXT).replaceAll('~~~', '~ ~ ~')}\n~~~`

const isPlain = (value: JsonValue | undefined): boolean => typeof value !== 'object' || value === null

/** The first list of objects, at most two levels down. */
function rowsIn(value: JsonValue, depth = 0): JsonObject[] | null {
  if (Array.isArray(value)) {
    const rows = value.filter((item) => typeof item === 'object' && item !== null && !Array.isArray(item)).map(asObject)
    return rows.length === value.length ? rows : null
  }
  if (depth > 1 || typeof value !== 'object' || value === null) return null
  for (const inner of Object.values(value)) {
    const rows = typeof inner === 'object' ? rowsIn(inner, depth + 1) : null
    if (rows) return rows
  }
  return null
}

function flatten(value: JsonValue, prefix = ''): string[][] {
  return Object.entries(asObject(value)).flatMap(([key, inner]) => {
    const name = prefix === '' ? key : `${prefix}.${key}`
    if (isPlain(inner)) return textOf(inner) === '' ? [] : [[name, textOf(inner)]]
    return prefix === '' ? flatten(inner, name) : []
  })
}

function originIn(value: JsonValue, now: Date): string {
  const { source, account, as_of } = asObject(value)
  const from = [source, account].filter((part) => typeof part === 'string').join(', ')
  return originOf({ source: from === '' ? null : from, as_of: typeof as_of === 'string' ? as_of : null }, now)
}
