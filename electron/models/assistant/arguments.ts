import { z } from 'zod'
import type { JsonValue } from '../../../shared/domain/common'
import { asObject } from './read-prompt'
import { HELD_SOURCE, reveal, revealValue } from './request'
import { Answered, type JsonObject, type OfferedTool, type Request } from './types'
import { fold, nameScore, stemsOf } from './words'

type Property = { key: string; schema: JsonObject; required: boolean }

function propertiesOf({ schema }: OfferedTool): Property[] {
  const required = new Set(z.array(z.string()).catch([]).parse(schema.required))
  return Object.entries(asObject(schema.properties)).map(([key, value]) => ({
    key,
    schema: asObject(value),
    required: required.has(key),
  }))
}

/** Which account acts is chosen on a card when the sentence does not say it. */
const CHOSEN_ON_CARD = /^(patchbay_)?account$/

/** The arguments that a sentence gives: `key=value` first, then the usual phrases. Answers when one is missing. */
export function readArguments(tool: OfferedTool, request: Request): JsonObject {
  const properties = propertiesOf(tool)
  const taken = takePairs(tool, properties, request)
  const phrased = takePhrases(properties, request, taken)
  const input = { ...taken.input, ...phrased }
  const missing = properties.filter(
    ({ key, required, schema }) =>
      required && !(key in input) && schema.default === undefined && !CHOSEN_ON_CARD.test(key),
  )
  if (missing.length === 0) return input
  const lines = missing.map(({ key, schema }) => `- \`${key}\`${hint(schema)}`)
  const example = missing.map(({ key }) => `${key}="…"`).join(', ')
  throw new Answered(`\`${tool.name}\` also needs:\n\n${lines.join('\n')}\n\nSay it again with ${example}.`)
}

function hint(schema: JsonObject): string {
  const options = z.array(z.string()).catch([]).parse(schema.enum)
  if (options.length > 0) return `: one of ${options.join(', ')}`
  return typeof schema.description === 'string' && schema.description !== '' ? `: ${schema.description}` : ''
}

type Taken = { input: JsonObject; rest: string }

const PAIR = new RegExp(
  `(?:^|[\\s,;(])([\\p{L}_][\\p{L}\\p{N}_.-]*)\\s*=\\s*(${HELD_SOURCE}|\\[[^\\]]*\\]|\\{[^}]*\\}|[^,;=]*?)(?=\\s*(?:[,;)]|$)|\\s+(?:and\\s+)?[\\p{L}_][\\p{L}\\p{N}_.-]*\\s*=)`,
  'gu',
)

function takePairs(tool: OfferedTool, properties: readonly Property[], request: Request): Taken {
  const input: JsonObject = {}
  const rest = request.text.replace(PAIR, (_all, name: string, typed: string) => {
    const property = propertyCalled(name, properties)
    if (!property)
      throw new Answered(
        `\`${tool.name}\` has no \`${name}\`. It takes ${properties.map(({ key }) => `\`${key}\``).join(', ') || 'nothing'}.`,
      )
    input[property.key] = toArgument(property, revealValue(request, typed))
    return ' '
  })
  return { input, rest }
}

function propertyCalled(name: string, properties: readonly Property[]): Property | undefined {
  const exact = properties.find(({ key }) => key === name) ?? properties.find(({ key }) => fold(key) === fold(name))
  if (exact) return exact
  const said = stemsOf(name)
  const scored = properties
    .map((property) => ({ property, score: Math.max(...namesOf(property).map((one) => nameScore(said, one))) }))
    .sort((a, b) => b.score - a.score)
  const [best, next] = scored
  return best && best.score > 0 && best.score !== next?.score ? best.property : undefined
}

/** `project_key` is also called "project". */
function namesOf({ key }: Property): string[][] {
  const words = stemsOf(key)
  const short = words.length > 1 && /^(key|id|name|type)$/.test(words.at(-1) ?? '') ? [words.slice(0, -1)] : []
  const type = words.length > 1 && words.at(-1) === 'typ' ? [['typ']] : []
  return [words, ...short, ...type]
}

const VALUE = `(${HELD_SOURCE}|[^\\s,;]+)`
const END = '(?=\\s*(?:[,;]|$)|\\s+(?:in|with|to|for|on|of type|as|and|using|saying)\\s)'
const TITLE_END =
  '(?=\\s*(?:[,;]|$)|\\s+(?:with|of type|using|saying|in (?:the )?(?:project|channel|list|board|space|repo\\w*|database|sheet|team|group|folder))\\b)'
const TITLE_VALUE = `(${HELD_SOURCE}|.+?)${TITLE_END}`
const LONG_VALUE = `(${HELD_SOURCE}|.+?)${END}`

/** A phrase, and the properties that it may fill, in order of preference. */
const PHRASES: readonly (readonly [RegExp, RegExp])[] = [
  [
    new RegExp(
      `\\b(?:titled|called|named|with (?:the )?(?:title|summary|subject|name)|title|summary|subject)\\s+${TITLE_VALUE}`,
      'iu',
    ),
    /^(title|summary|subject|name)$/,
  ],
  [
    new RegExp(
      `\\b(?:saying|that says|with (?:the )?(?:text|message|body|content|description|comment)|text|body|description)\\s*:?\\s+(${HELD_SOURCE}|.+)$`,
      'iu',
    ),
    /^(text|message|body|content|description|comment|markdown_text|html)$/,
  ],
  [new RegExp(`\\bto\\s+${VALUE}`, 'iu'), /^(to|channel|recipients?|email|channel_id|chat_id|address)$/],
  [
    new RegExp(`\\b(?:for|about|matching|containing|like)\\s+${LONG_VALUE}`, 'iu'),
    /^(query|q|search|term|terms|text|keywords?)$/,
  ],
]

function takePhrases(properties: readonly Property[], request: Request, taken: Taken): JsonObject {
  const input: JsonObject = {}
  let { rest } = taken
  const isFree = ({ key }: Property) => !(key in taken.input) && !(key in input)
  const take = (property: Property, pattern: RegExp) => {
    const match = pattern.exec(rest)
    const typed = match?.[1] ? reveal(request, match[1]) : ''
    if (!match || typed === '') return
    input[property.key] = toArgument(property, typed)
    rest = `${rest.slice(0, match.index)} ${rest.slice(match.index + match[0].length)}`
  }
  for (const [pattern, keys] of PHRASES.slice(0, 2)) {
    const property = properties.find((one) => keys.test(one.key) && isFree(one))
    if (property) take(property, pattern)
  }
  for (const property of properties.filter(isFree))
    for (const name of namesOf(property)) if (isFree(property)) take(property, namedValue(name))
  for (const [pattern, keys] of PHRASES.slice(2)) {
    const property = properties.find((one) => keys.test(one.key) && isFree(one))
    if (property) take(property, pattern)
  }
  const open = properties.filter((one) => isFree(one) && one.required && one.schema.type === 'string')
  const [only] = open
  if (only && open.length === 1 && !CHOSEN_ON_CARD.test(only.key)) take(only, new RegExp(`(${HELD_SOURCE})`, 'u'))
  return input
}

/** "project ABC", "priority: high", "issue type is Bug": words are stems, so any ending fits. */
const namedValue = (stems: readonly string[]): RegExp =>
  new RegExp(
    `\\b${stems.map((word) => `${word}\\p{L}{0,2}`).join('[\\s_-]+')}\\b\\s*(?:key|id)?\\s*(?:is|to|=|:)?\\s+${VALUE}`,
    'iu',
  )

function toArgument({ key, schema }: Property, typed: string): JsonValue {
  const options = z.array(z.string()).catch([]).parse(schema.enum)
  if (options.length > 0) {
    const option = options.find((one) => fold(one) === fold(typed))
    if (option === undefined) throw new Answered(`\`${key}\` is one of ${options.join(', ')}; "${typed}" is not.`)
    return option
  }
  const types = [schema.type].flat().filter((type) => typeof type === 'string')
  if (types.includes('string') || types.length === 0) return typed
  if (types.includes('integer') || types.includes('number')) return numberArgument(key, typed)
  if (types.includes('boolean') && /^(true|yes|on|false|no|off)$/i.test(typed)) return /^(true|yes|on)$/i.test(typed)
  return structured(key, types.includes('array'), typed)
}

function numberArgument(key: string, typed: string): number {
  const value = Number(typed.replace(/,(?=\d{3}\b)/g, ''))
  if (typed === '' || !Number.isFinite(value)) throw new Answered(`\`${key}\` is a number; "${typed}" is not.`)
  return value
}

function structured(key: string, list: boolean, typed: string): JsonValue {
  try {
    const value: JsonValue = JSON.parse(typed)
    if (typeof value === 'object') return value
  } catch {
    // Not JSON: a list may be written with commas.
  }
  if (list) return typed.split(/\s*,\s*/)
  throw new Answered(`\`${key}\` wants JSON, for example: ${key}={"a": 1}`)
}
