import type { ConfigField, JsonValue } from '../../shared/domain/common'
import type { Effect } from '../../shared/domain/integration'

/** JSON Schema of one parameter, and where it goes in the request. */
export type Parameter = {
  type: 'string' | 'integer' | 'boolean' | 'object' | 'array' | readonly ['string', 'null']
  /** For the model and the person: every parameter has one. */
  description: string
  in: 'path' | 'query' | 'body'
  /** Name at the API, when it differs; in a body a dotted path builds nesting. */
  name?: string
  /** `adf`: Markdown to an Atlassian document. `merge`: the object is merged into the place that `name` says. */
  transform?: 'adf' | 'merge'
  items?: { type: 'string' }
  default?: string | number | boolean
  enum?: readonly string[]
  format?: 'date'
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
}

export type Input = { [name: string]: JsonValue }

export type ActionDefinition = {
  id: string
  title: string
  description: string
  effect: Effect
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the base URL of the account; `{name}` stands for a path parameter. */
  path: string
  params: Readonly<Record<string, Parameter>>
  required: readonly string[]
  /** The fewest parameters that make sense, when some beyond the required ones are needed. */
  fewest?: number
  /** What the service has to permit, in its own words. */
  scopes: readonly string[]
  /** What the approval card says; `{name}` stands for the input of that name. */
  sentence: string
  /** What happened, in words, for the person. */
  summary: (output: JsonValue, input: Input) => string
}

export type IntegrationDefinition = {
  id: string
  name: string
  category: string
  description: string
  docsUrl: string
  connect: {
    label: string
    hint: string
    fields: readonly ConfigField[]
    /** Brings what was typed into its normal form, or fails with `invalid-input` that names the field. */
    readConfig: (typed: Readonly<Record<string, string>>) => Record<string, string>
  }
  /** Without a slash at its end; also the only origin that an account may call. */
  baseUrl: (config: Readonly<Record<string, string>>) => string
  /** The name of the header that carries the credential; every request shows it masked. */
  credentialHeader: string
  credential: (config: Readonly<Record<string, string>>, secrets: Readonly<Record<string, string>>) => string
  /** Asks the service who the account is; null when the answer does not say. */
  identify: { path: string; identity: (answer: JsonValue) => string | null }
  /** The sentence inside a refusal of the service, when there is one. */
  refusal: (answer: JsonValue) => string | null
  /** Properties of answers that say nothing to a model or a person, at any depth. */
  noise: readonly string[]
  actions: readonly ActionDefinition[]
}

/** One app of the catalog. Actions are data: what is sent is a pure function of account and input, so it can be shown first. */
export const defineIntegration = (definition: IntegrationDefinition): IntegrationDefinition => definition

export const action = (definition: ActionDefinition): ActionDefinition => definition

/** The value at a path of property names, or null. */
export function valueAt(value: JsonValue, ...path: string[]): JsonValue {
  let current: JsonValue = value
  for (const key of path) {
    if (current === null || typeof current !== 'object' || Array.isArray(current) || !Object.hasOwn(current, key))
      return null
    current = current[key] ?? null
  }
  return current
}

/** The text at a path of property names, or an empty one. */
export function textAt(value: JsonValue, ...path: string[]): string {
  const found = valueAt(value, ...path)
  return typeof found === 'string' || typeof found === 'number' ? String(found) : ''
}

/** "3 issues", "1 issue", "0 issues": how many items an answer, or a list inside it, holds. */
export function counted(list: JsonValue, one: string, many: string): string {
  const count = Array.isArray(list) ? list.length : 0
  return `${count} ${count === 1 ? one : many}`
}
