import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'

type Schema = Record<string, unknown>
type Parameter = { in: string; name: string; required?: boolean; schema?: Schema }
type Operation = {
  parameters?: Parameter[]
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> }
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>
}
type Spec = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, Schema> } }

type Sent = { method: string; path: string; body: string }

export type OpenApiContract = {
  knows(request: Sent): boolean
  /** What is wrong with a request, in words; empty when the contract allows it. */
  checkRequest(request: Sent): string[]
  checkResponse(request: Sent, status: number, body: unknown): string[]
}

/** Judges requests and responses by an OpenAPI 3.0 file. */
export function openApiContract(file: URL): OpenApiContract {
  const spec: Spec = JSON.parse(readFileSync(file, 'utf8'))
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false })
  const definitions = Object.fromEntries(
    Object.entries(spec.components.schemas).map(([name, schema]) => [name, toJsonSchema(schema)]),
  )
  const compiled = new Map<Schema, ValidateFunction>()
  const complaints = (schema: Schema, value: unknown): string[] => {
    const validate = compiled.get(schema) ?? ajv.compile({ ...(toJsonSchema(schema) as Schema), definitions })
    compiled.set(schema, validate)
    return validate(value) ? [] : (validate.errors ?? []).map((each) => `body${each.instancePath} ${each.message}`)
  }
  return {
    knows: (request) => findOperation(spec, request) !== undefined,
    checkRequest(request) {
      const operation = findOperation(spec, request)
      if (!operation) return [`no operation ${request.method} ${request.path}`]
      return [...checkQuery(operation, request.path), ...checkBody(operation, request.body, complaints)]
    },
    checkResponse(request, status, body) {
      const operation = findOperation(spec, request)
      const response = operation?.responses[String(status)]
      if (!response) return [`status ${status} is not declared for ${request.method} ${request.path}`]
      const schema = response.content?.['application/json']?.schema
      return schema ? complaints(schema, body) : []
    },
  }
}

function findOperation(spec: Spec, { method, path }: Sent): Operation | undefined {
  const { pathname } = new URL(path, 'http://contract.invalid')
  const matching = Object.keys(spec.paths).filter((template) => pattern(template).test(pathname))
  // A literal path wins over a templated one.
  const [best] = matching.sort((a, b) => a.split('{').length - b.split('{').length)
  return best === undefined ? undefined : spec.paths[best]?.[method.toLowerCase()]
}

const pattern = (template: string) => new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`)

function checkQuery(operation: Operation, path: string): string[] {
  const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query')
  const { searchParams } = new URL(path, 'http://contract.invalid')
  const unknown = [...searchParams.keys()].filter((name) => !declared.some((parameter) => parameter.name === name))
  const missing = declared.filter((parameter) => parameter.required && !searchParams.has(parameter.name))
  const ill = declared.filter(({ name, schema }) => {
    const value = searchParams.get(name)
    if (value === null) return false
    if (schema?.type === 'integer') return !/^-?\d+$/.test(value)
    return schema?.type === 'boolean' && value !== 'true' && value !== 'false'
  })
  return [
    ...unknown.map((name) => `undeclared query parameter ${name}`),
    ...missing.map(({ name }) => `missing query parameter ${name}`),
    ...ill.map(({ name }) => `query parameter ${name} has the wrong type`),
  ]
}

function checkBody(operation: Operation, body: string, complaints: (schema: Schema, value: unknown) => string[]) {
  const declared = operation.requestBody
  if (!declared) return body === '' ? [] : ['a body where none is declared']
  if (body === '') return declared.required ? ['missing body'] : []
  const schema = declared.content['application/json']?.schema
  return schema ? complaints(schema, JSON.parse(body)) : []
}

/** OpenAPI 3.0 to JSON Schema: `nullable`, references, and nothing of the keywords that JSON Schema lacks. */
function toJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toJsonSchema)
  if (typeof value !== 'object' || value === null) return value
  const source = value as Schema
  const { nullable, example: _example, ...rest } = source
  const converted = Object.fromEntries(Object.entries(rest).map(([key, item]) => [key, toJsonSchema(item)]))
  if (typeof converted.$ref === 'string')
    converted.$ref = converted.$ref.replace('#/components/schemas/', '#/definitions/')
  if (nullable !== true)
    return typeof nullable === 'object' ? { ...converted, nullable: toJsonSchema(nullable) } : converted
  return { anyOf: [converted, { type: 'null' }] }
}
