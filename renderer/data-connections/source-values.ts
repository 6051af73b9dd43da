import type { ConfigField, ConfigValues, SecretValues } from '../../shared/domain/common'
import type { SourceInfo } from '../../shared/domain/data-connection'

/** What was typed in the form of a source: the way to connect, and a value for each field. */
export type SourceValues = { auth: string; typed: Record<string, string> }

type Method = SourceInfo['auth'][number]

export const methodOf = (source: SourceInfo, { auth }: SourceValues): Method | undefined =>
  source.auth.find(({ id }) => id === auth) ?? source.auth[0]

/** Those of the way to connect come first: they say what is needed. */
const fieldsOf = (source: SourceInfo, values: SourceValues): ConfigField[] => [
  ...(methodOf(source, values)?.fields ?? []),
  ...source.fields,
]

export const typedOrInitial = ({ key, initial = '' }: ConfigField, { typed }: SourceValues): string =>
  typed[key] ?? initial

/** The fields that are asked for with these values. One that is hidden has no value, for others that depend on it. */
export function shownFields(source: SourceInfo, values: SourceValues): ConfigField[] {
  const known = new Map<string, string>()
  return fieldsOf(source, values).filter((field) => {
    if (field.when && !field.when.oneOf.includes(known.get(field.when.key) ?? '')) return false
    known.set(field.key, typedOrInitial(field, values))
    return true
  })
}

/** The form as it opens: empty, or with what is stored. */
export const startValues = (source: SourceInfo, config: ConfigValues = {}): SourceValues => ({
  auth: config.auth ?? source.auth[0]?.id ?? '',
  typed: config,
})

/** Secrets travel apart from the rest: they go to the vault. */
export function splitValues(source: SourceInfo, values: SourceValues): { config: ConfigValues; secrets: SecretValues } {
  const method = methodOf(source, values)
  const config: ConfigValues = method ? { auth: method.id } : {}
  const secrets: SecretValues = {}
  for (const field of shownFields(source, values)) {
    const value = typedOrInitial(field, values)
    if (value.trim() === '') continue
    if (field.kind === 'secret') secrets[field.key] = value
    else config[field.key] = value.trim()
  }
  return { config, secrets }
}

/** Whether everything that has to be filled in is; stored secrets need not be typed again. */
export const isFilledIn = (source: SourceInfo, values: SourceValues, hasSecret: boolean): boolean =>
  shownFields(source, values).every(
    (field) => !field.required || (hasSecret && field.kind === 'secret') || typedOrInitial(field, values).trim() !== '',
  )
