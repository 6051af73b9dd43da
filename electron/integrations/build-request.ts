import type { JsonValue } from '../../shared/domain/common'
import { AppFailure } from '../../shared/errors'
import type { HttpRequest } from '../net/http-request'
import { toAdf } from './adf'
import type { ActionDefinition, Input, IntegrationDefinition, Parameter } from './define'
import { readInput } from './read-input'

type Placed = { param: Parameter; name: string; key: string; value: JsonValue }

/** What an action sends, without its credential: a pure function of the account's configuration and the input. */
export function buildRequest(
  integration: IntegrationDefinition,
  action: ActionDefinition,
  config: Readonly<Record<string, string>>,
  input: JsonValue,
): HttpRequest {
  const values = readInput(action, input)
  const placed = Object.entries(action.params).flatMap(([key, param]): Placed[] => {
    const value = values[key]
    return value === undefined ? [] : [{ param, key, name: param.name ?? key, value }]
  })
  const body = buildBody(action, placed)
  return {
    method: action.method,
    url: buildUrl(integration.baseUrl(config), action, placed),
    headers: [
      ['Accept', 'application/json'],
      ...(body === null ? [] : [['Content-Type', 'application/json'] as const]),
    ],
    body,
  }
}

function buildUrl(baseUrl: string, action: ActionDefinition, placed: readonly Placed[]): string {
  const path = action.path.replace(/\{(\w+)\}/g, (_, key: string) => {
    const found = placed.find((each) => each.param.in === 'path' && each.name === key)
    return found ? encodeSegment(found) : ''
  })
  const pairs = placed
    .filter(({ param }) => param.in === 'query')
    .flatMap((each) => asList(each.value).map((item) => `${encodeURIComponent(each.name)}=${encode(each.key, item)}`))
  return new URL(`${baseUrl}${path}${pairs.length > 0 ? `?${pairs.join('&')}` : ''}`).href
}

/** One segment stays one segment: dots alone would climb, everything else that could is percent-encoded. */
function encodeSegment({ key, value }: Placed): string {
  const segment = encode(key, value)
  if (segment === '' || /^\.{1,2}$/.test(segment)) throw badText(key, 'cannot be part of an address')
  return segment
}

function encode(key: string, value: JsonValue): string {
  try {
    return encodeURIComponent(typeof value === 'object' ? JSON.stringify(value) : String(value))
  } catch {
    throw badText(key, 'holds half of a character')
  }
}

const asList = (value: JsonValue): JsonValue[] => (Array.isArray(value) ? value : [value])

function buildBody(action: ActionDefinition, placed: readonly Placed[]): string | null {
  if (!Object.values(action.params).some((param) => param.in === 'body')) return null
  const inBody = placed.filter(({ param }) => param.in === 'body')
  const root: Input = {}
  // Merged objects come first, so that a parameter of its own wins over the same field inside one.
  for (const { param, name, value } of inBody)
    if (param.transform === 'merge' && isObject(value)) Object.assign(objectAt(root, name.split('.')), ownCopy(value))
  for (const { param, name, value } of inBody)
    if (param.transform !== 'merge') put(root, name, transformed(param, value))
  return JSON.stringify(root)
}

function put(root: Input, path: string, value: JsonValue): void {
  const parents = path.split('.')
  const last = parents.pop() ?? path
  objectAt(root, parents)[last] = value
}

/** The object at a path; made where it is missing. */
function objectAt(root: Input, path: readonly string[]): Input {
  let current = root
  for (const key of path) {
    const found = current[key]
    const next: Input = isObject(found) ? found : {}
    current[key] = next
    current = next
  }
  return current
}

function transformed(param: Parameter, value: JsonValue): JsonValue {
  return param.transform === 'adf' && typeof value === 'string' ? toAdf(value) : value
}

const isObject = (value: JsonValue | undefined): value is Input =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Without the one name that would set a prototype instead of a field. */
const ownCopy = ({ ['__proto__']: _, ...rest }: Input): Input => rest

const badText = (field: string, why: string) =>
  new AppFailure({ code: 'invalid-input', field, message: `${field} ${why}` })
