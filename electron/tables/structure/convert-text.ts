import { z } from 'zod'

const TextList = z.array(z.string())
const ScalarList = z.array(z.union([z.string(), z.number(), z.boolean()]))

/** A JSON list of texts, or words separated by commas; each once. */
export function parseList(text: string): string[] {
  const given = text.trimStart().startsWith('[') ? TextList.safeParse(tryJson(text)) : null
  const items = given?.success ? given.data : text.split(',')
  return [...new Set(items.map((item) => item.trim()).filter((item) => item !== ''))]
}

/** Words separated by commas where they read back as the same list, else the JSON list. */
export function listText(items: readonly string[]): string {
  const text = items.join(', ')
  const again = parseList(text)
  const same = again.length === items.length && again.every((item, index) => item === items[index])
  return same ? text : JSON.stringify(items)
}

/** JSON as a text: as it is, but for a JSON text that cannot be mistaken for other JSON, which stands without quotes. */
export function jsonText(json: string): string {
  const value = json.trimStart().startsWith('"') ? tryJson(json) : undefined
  return typeof value === 'string' && value.trim() !== '' && tryJson(value) === undefined ? value : json
}

/** A text that is valid JSON as it is, any other as a JSON text. */
export const textJson = (text: string): string => (tryJson(text) === undefined ? JSON.stringify(text) : text)

/** What is in a JSON value: a scalar, a list of scalars, or null for the rest. Numbers stay as they are written. */
export function jsonContent(json: string): string | boolean | string[] | null {
  const value = tryJson(json)
  if (typeof value === 'number') return json.trim()
  if (typeof value === 'string' || typeof value === 'boolean') return value
  const list = ScalarList.safeParse(value)
  return list.success ? list.data.map(String) : null
}

/** As ISO-8601 with its offset; without one it is meant as UTC. */
export function withOffset(datetime: string): string {
  const iso = datetime.trim().replace(/^(\d{4}-\d{2}-\d{2}) /, '$1T')
  if (/[zZ]$|[+-]\d{2}:?\d{2}$/.test(iso.slice(10))) return iso
  return /[+-]\d{2}$/.test(iso.slice(10)) ? `${iso}:00` : iso.length > 10 ? `${iso}Z` : iso
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
