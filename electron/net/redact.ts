import type { JsonValue } from '../../shared/domain/common'

export const MASK = '•••'

/** Shorter values would blank out ordinary words; no service issues a credential that short. */
const SHORTEST = 6

export type Redact = (text: string) => string

/** Replaces the given secrets, also where they appear in base64 or percent-encoded. */
export function redactorFor(secrets: readonly string[]): Redact {
  const forms = new Set<string>()
  for (const secret of secrets) if (secret.length >= SHORTEST) for (const form of formsOf(secret)) forms.add(form)
  const longestFirst = [...forms].sort((a, b) => b.length - a.length)
  return (text) => longestFirst.reduce((left, form) => left.replaceAll(form, MASK), text)
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const base64 = bytes.toString('base64').replace(/=+$/, '')
  const json = JSON.stringify(secret).slice(1, -1)
  const percent = encodeURIComponent(bytes.toString())
  return [secret, json, percent, base64, bytes.toString('base64url'), bytes.toString('hex')]
}

/** Redacts every text inside a value, the names of its properties too. A number that is a secret becomes a text. */
export function redactJson(value: JsonValue, redact: Redact): JsonValue {
  if (typeof value === 'string') return redact(value)
  if (typeof value === 'number') return redact(String(value)) === String(value) ? value : MASK
  if (Array.isArray(value)) return value.map((item) => redactJson(item, redact))
  if (value === null || typeof value === 'boolean') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [redact(key), redactJson(item, redact)]))
}
