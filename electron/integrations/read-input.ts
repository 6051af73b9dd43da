import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import type { JsonValue } from '../../shared/domain/common'
import { AppFailure } from '../../shared/errors'
import type { ActionDefinition, Input, Parameter } from './define'

const ajv = new Ajv({
  strict: true,
  allowUnionTypes: true,
  useDefaults: true,
  formats: { date: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/ },
})
const compiled = new WeakMap<ActionDefinition, ValidateFunction>()

/** JSON Schema of an action's input as the model sees it: without the placement in the request. */
export function inputSchema(action: ActionDefinition): Input {
  const properties = Object.fromEntries(Object.entries(action.params).map(([key, param]) => [key, schemaOf(param)]))
  return {
    type: 'object',
    properties,
    required: [...action.required],
    additionalProperties: false,
    ...(action.fewest === undefined ? {} : { minProperties: action.fewest }),
  }
}

function schemaOf({ in: _in, name: _name, transform: _transform, ...schema }: Parameter): JsonValue {
  return JSON.parse(JSON.stringify(schema))
}

/** Strict: an unknown, missing or wrong parameter fails with `invalid-input` that names it. Defaults are filled in. */
export function readInput(action: ActionDefinition, input: JsonValue): Input {
  if (input === null || typeof input !== 'object' || Array.isArray(input))
    throw new AppFailure({ code: 'invalid-input', message: `${action.title} takes named parameters` })
  let validate = compiled.get(action)
  if (!validate) {
    validate = ajv.compile(inputSchema(action))
    compiled.set(action, validate)
  }
  const values = structuredClone(input)
  if (!validate(values)) throw inputFailure(action, validate.errors?.[0])
  return values
}

function inputFailure(action: ActionDefinition, error: ErrorObject | undefined): AppFailure {
  if (!error || error.keyword === 'minProperties')
    return new AppFailure({ code: 'invalid-input', message: `${action.title}: nothing to change was given` })
  const named: unknown = error.params.missingProperty ?? error.params.additionalProperty
  const field = typeof named === 'string' ? named.slice(0, 80) : error.instancePath.slice(1).replaceAll('/', '.')
  return new AppFailure({ code: 'invalid-input', field, message: `${field} ${complaint(error)}` })
}

function complaint(error: ErrorObject): string {
  switch (error.keyword) {
    case 'required':
      return 'is required'
    case 'additionalProperties':
      return 'is not a parameter of this action'
    case 'minLength':
      return error.params.limit === 1 ? 'is empty' : `needs at least ${error.params.limit} characters`
    case 'maxLength':
      return `takes at most ${error.params.limit} characters`
    case 'format':
      return 'must be a date such as 2025-01-31'
    default:
      return error.message ?? 'is not valid'
  }
}
