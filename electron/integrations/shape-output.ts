import type { JsonValue } from '../../shared/domain/common'
import { fromAdf, isAdf } from './adf'

const LONGEST_TEXT = 4000
const MOST_ITEMS = 100
const LARGEST = 64 * 1024

/**
 * What is worth reading of an answer: without its noise, with documents as text, and never more than 64 KB. Everything
 * that was cut says so in its place.
 */
export function shapeOutput(answer: JsonValue, noise: readonly string[]): JsonValue {
  const dropped = new Set(noise)
  for (
    let items = MOST_ITEMS, text = LONGEST_TEXT;
    items >= 1;
    items = Math.floor(items / 2), text = Math.ceil(text / 2)
  ) {
    const shaped = shape(answer, { dropped, items, text })
    if (JSON.stringify(shaped).length <= LARGEST) return shaped
  }
  return 'The answer is too large to be shown; ask for fewer fields'
}

type Limits = { dropped: ReadonlySet<string>; items: number; text: number }

function shape(value: JsonValue, limits: Limits): JsonValue {
  if (typeof value === 'string') return cut(value, limits.text)
  if (value === null || typeof value !== 'object') return value
  if (isAdf(value)) return cut(fromAdf(value), limits.text)
  if (Array.isArray(value)) {
    const kept = value.slice(0, limits.items).map((item) => shape(item, limits))
    const left = value.length - kept.length
    return left === 0 ? kept : [...kept, `(${left} more, not shown)`]
  }
  const entries = Object.entries<JsonValue>(value).filter(([key, item]) => !limits.dropped.has(key) && item !== null)
  return Object.fromEntries(entries.map(([key, item]) => [key, shape(item, limits)]))
}

const cut = (text: string, longest: number) =>
  text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length - longest} more characters)`
