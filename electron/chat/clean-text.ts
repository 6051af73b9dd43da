import type { JsonValue } from '../../shared/domain/common'

// Tag characters, bidirectional controls and zero-width characters: text that a person does not see but a model reads.
const UNSEEN = /[\u{E0000}-\u{E007F}\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/gu

/** Without the characters that hide text from people. */
const cleanText = (text: string): string => text.replace(UNSEEN, '')

/** The same for every text inside a value, the names of properties too. */
export function cleanJson(value: JsonValue): JsonValue {
  if (typeof value === 'string') return cleanText(value)
  if (Array.isArray(value)) return value.map(cleanJson)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [cleanText(key), cleanJson(item)]))
}
