import { Ajv, type ValidateFunction } from 'ajv'
import type { JsonValue } from '../../shared/domain/common'

const ajv = new Ajv({ strict: false, validateFormats: false })
const compiled = new Map<string, ValidateFunction>()

/** Why an input does not fit the JSON Schema of an action; null when it does. */
export function inputProblem(schema: JsonValue, input: JsonValue): string | null {
  const key = JSON.stringify(schema)
  let validate = compiled.get(key)
  if (!validate) {
    validate = ajv.compile(JSON.parse(key))
    compiled.set(key, validate)
  }
  if (validate(input)) return null
  const [error] = validate.errors ?? []
  const field = error?.instancePath.slice(1).replaceAll('/', '.') || 'input'
  const extra: unknown = error?.params.additionalProperty
  return `${field}: ${error?.message ?? 'not valid'}${typeof extra === 'string' ? ` (${extra.slice(0, 80)})` : ''}`
}
