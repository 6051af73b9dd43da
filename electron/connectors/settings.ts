import type { ConfigField } from '../../shared/domain/common'
import { isPrivateHost } from '../net/address'
import { isSettableHeader } from '../net/http-request'
import { type ConnectorType, linesOf, type Values } from './define'

/** The fields that are asked for with these values, and the values themselves: trimmed, defaults in place of nothing. */
export function readSettings(type: ConnectorType, typed: Values): { fields: ConfigField[]; values: Values } {
  const values: Record<string, string> = {}
  const fields: ConfigField[] = []
  // A field follows the one it depends on, so one pass decides.
  for (const field of type.fields) {
    if (field.when && !field.when.oneOf.includes(values[field.when.key] ?? '')) continue
    fields.push(field)
    const text = (typed[field.key] ?? '').trim() || (field.initial ?? '')
    if (field.kind !== 'secret' && text !== '') values[field.key] = text
  }
  return { fields, values }
}

/** What keeps the connector from being used, in words; null when nothing does. */
export function problemOf(type: ConnectorType, typed: Values, storedSecrets: readonly string[]): string | null {
  const { fields, values } = readSettings(type, typed)
  const empty = fields.filter(
    ({ key, kind, required }) => required && (kind === 'secret' ? !storedSecrets.includes(key) : !values[key]),
  )
  if (empty.length > 0) return `Still empty: ${empty.map(({ label }) => label).join(', ')}.`
  return addressProblem(type, values) ?? headerProblem(type, values)
}

function addressProblem(type: ConnectorType, values: Values): string | null {
  const base = type.baseUrl(values)
  const url = readAddress(base)
  if (typeof url === 'string') return `The base URL ${url}.`
  if (url.search !== '') return 'The base URL holds a query, which belongs to each request.'
  for (const host of linesOf(values.allowedHosts)) {
    const further = readAddress(`https://${host}`)
    if (typeof further === 'string' || further.host !== host.toLowerCase())
      return `"${host}" is not a host name; write it without https:// and without a path.`
    if (isPrivateHost(further.hostname) && !isPrivateHost(url.hostname))
      return `"${host}" is an address of a private network, and the base URL is not.`
  }
  return null
}

/** The address, or what is wrong with it. */
function readAddress(text: string): URL | string {
  if (!URL.canParse(text)) return 'is not a complete address'
  const url = new URL(text)
  const isHere = url.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
  if (url.protocol !== 'https:' && !isHere) return 'has to start with https://'
  if (url.username !== '' || url.password !== '') return 'holds a user name or a password'
  return url.hash === '' ? url : 'holds a part behind #'
}

function headerProblem(type: ConnectorType, values: Values): string | null {
  const own = type.signatureNames(values).headers
  const asked = own.find((name) => name !== 'Authorization' && !isSettableHeader(name))
  if (asked !== undefined) return `"${asked}" cannot be the header of a key.`
  for (const [name, value] of type.headers(values)) {
    if (!isSettableHeader(name)) return `The fixed header "${name}" cannot be set.`
    if (own.some((header) => header.toLowerCase() === name.toLowerCase()))
      return `The header "${name}" carries the key.`
    if (!/^[\x20-\x7e]+$/.test(value)) return `The fixed header "${name}" needs a value of visible characters.`
  }
  return null
}

/** The only origins that its requests and its credential go to. The settings have to be free of problems. */
export function originsOf(type: ConnectorType, values: Values): string[] {
  const further = linesOf(values.allowedHosts).map((host) => new URL(`https://${host}`).origin)
  return [new URL(type.baseUrl(values)).origin, ...further]
}
