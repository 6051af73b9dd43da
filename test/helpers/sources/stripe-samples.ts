import { readFileSync } from 'node:fs'

type Schema = {
  $ref?: string
  type?: string
  format?: string
  nullable?: boolean
  enum?: unknown[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  additionalProperties?: Schema | boolean
  anyOf?: Schema[]
}
type Sample = Record<string, unknown>

export const contractFile = new URL('../../fixtures/sources/stripe.json', import.meta.url)
const schemas: Record<string, Schema> = JSON.parse(readFileSync(contractFile, 'utf8')).components.schemas

/** An object with all the properties that the contract knows, of values that the contract allows. */
export function sampleOf(name: string, random: () => number, depth = 0): Sample {
  const { properties = {}, required = [] } = schemas[name] ?? {}
  const wanted = Object.entries(properties).filter(([key]) => depth === 0 || required.includes(key))
  return Object.fromEntries(wanted.map(([key, schema]) => [key, sampleValue(schema, random, depth + 1)]))
}

function sampleValue(schema: Schema, random: () => number, depth: number): unknown {
  if (schema.nullable && random() < 0.2) return null
  const [first] = schema.anyOf ?? []
  if (first) return sampleValue(first, random, depth)
  if (schema.$ref) return sampleOf(schema.$ref.split('/').at(-1) ?? '', random, depth)
  if (schema.enum) return schema.enum[Math.floor(random() * schema.enum.length)]
  if (schema.type === 'array') return schema.items ? [sampleValue(schema.items, random, depth + 1)] : []
  if (schema.properties) return listed(schema, random, depth)
  const { additionalProperties: others } = schema
  return typeof others === 'object' ? { key: plainValue(others, random) } : plainValue(schema, random)
}

function plainValue({ type, format }: Schema, random: () => number): unknown {
  const whole = Math.floor(random() * 100_000)
  switch (type) {
    case 'string':
      return format === 'decimal' ? String(whole / 8) : `te“xt\n${whole}`
    case 'integer':
      return format === 'unix-time' ? 1_700_000_000 + whole : whole - 50_000
    case 'number':
      return whole / 16
    case 'boolean':
      return random() < 0.5
    default:
      return { key: String(whole) }
  }
}

const listed = ({ properties = {}, required = [] }: Schema, random: () => number, depth: number): Sample =>
  Object.fromEntries(
    Object.entries(properties)
      .filter(([key]) => required.includes(key))
      .map(([key, schema]) => [key, sampleValue(schema, random, depth + 1)]),
  )
