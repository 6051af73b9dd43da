import type { JsonValue } from '../../shared/domain/common'

type JsonObject = { [key: string]: JsonValue }

export type InputField = {
  key: string
  kind: 'text' | 'number' | 'boolean' | 'choice' | 'list' | 'json'
  required: boolean
  description: string
  options: string[]
  initial: string
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const texts = (value: JsonValue | undefined): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []

function kindOf(schema: JsonObject): InputField['kind'] {
  if (texts(schema.enum).length > 0) return 'choice'
  if (schema.type === 'string') return 'text'
  if (schema.type === 'number' || schema.type === 'integer') return 'number'
  if (schema.type === 'boolean') return 'boolean'
  const listed = schema.type === 'array' && isObject(schema.items) && schema.items.type === 'string'
  return listed ? 'list' : 'json'
}

const startOf = (value: JsonValue | undefined): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)

/** The fields of a form for this JSON Schema, the required ones first. Null when it is not an object with known parts. */
export function inputFields(schema: JsonValue): InputField[] | null {
  if (!isObject(schema) || !isObject(schema.properties)) return null
  const required = texts(schema.required)
  return Object.entries(schema.properties)
    .map(([key, part]): InputField => {
      const known = isObject(part) ? part : {}
      return {
        key,
        kind: kindOf(known),
        required: required.includes(key),
        description: typeof known.description === 'string' ? known.description : '',
        options: texts(known.enum),
        initial: startOf(known.default),
      }
    })
    .toSorted((a, b) => Number(b.required) - Number(a.required))
}

type Read = { ok: true; value: JsonValue } | { ok: false; problem: 'jsonBad' | 'numberBad' }

/** What was typed, as the value that the schema asks for. */
function readValue(kind: InputField['kind'], typed: string): Read {
  if (kind === 'number') {
    const value = Number(typed)
    return Number.isFinite(value) ? { ok: true, value } : { ok: false, problem: 'numberBad' }
  }
  if (kind === 'boolean') return { ok: true, value: typed === 'true' }
  if (kind === 'list') return { ok: true, value: typed.split('\n').flatMap((line) => line.trim() || []) }
  if (kind !== 'json') return { ok: true, value: typed }
  try {
    return { ok: true, value: JSON.parse(typed) }
  } catch {
    return { ok: false, problem: 'jsonBad' }
  }
}

type Problem = 'missing' | 'jsonBad' | 'numberBad'

/** The input of the action, or what is wrong with each field. Empty optional fields are left out. */
export function readInput(fields: InputField[], typed: Record<string, string>) {
  const input: JsonObject = {}
  const problems: Record<string, Problem> = {}
  for (const { key, kind, required } of fields) {
    const text = typed[key] ?? ''
    if (text.trim() === '') {
      if (required) problems[key] = 'missing'
      continue
    }
    const read = readValue(kind, text)
    if (read.ok) input[key] = read.value
    else problems[key] = read.problem
  }
  return { input, problems }
}

/** The whole input in one text area, for schemas that no form can be made of. */
export const WHOLE_INPUT: InputField = {
  key: 'input',
  kind: 'json',
  required: true,
  description: '',
  options: [],
  initial: '{}',
}
