import { z } from 'zod'
import type { ConfigField } from '../../shared/domain/common'
import { AppFailure } from '../../shared/errors'
import type { AuthMethod, SourceCredentials, SourceDefinition } from '../sources/define'
import { getSource } from '../sources/registry'

/** The part of the vault that data connections need. The database may hold what `put` returns instead of the secret. */
export type SecretVault = {
  put(ownerId: string, kind: string, value: string): Promise<string>
  replace(ref: string, value: string): Promise<void>
  resolve(ref: string): Promise<Buffer>
  removeByOwner(ownerId: string): Promise<void>
}

const KIND = 'data-connection'
const Secrets = z.record(z.string(), z.string())

/** The way to connect that was chosen; the first one for data connections from before there was a choice. */
export const authOf = (source: SourceDefinition, config: SourceCredentials['config']): AuthMethod | undefined =>
  source.auth.find(({ id }) => id === config.auth) ?? source.auth[0]

/** What was typed, put right by the source, without what it does not ask for. Fails with `invalid-input` that names the field. */
export function readCredentials(source: SourceDefinition, typed: SourceCredentials): SourceCredentials {
  const auth = authOf(source, typed.config)
  const config: Record<string, string> = auth ? { auth: auth.id } : {}
  const secrets: Record<string, string> = {}
  const fields = [...(auth?.fields ?? []), ...source.fields]
  for (const field of fields) {
    if (!isAsked(field, typed.config)) continue
    const given = field.kind === 'secret' ? typed.secrets : typed.config
    const value = Object.hasOwn(given, field.key) ? (given[field.key] ?? '') : ''
    const read = readField(field, value)
    if (read === '') continue
    if (field.kind === 'secret') secrets[field.key] = read
    else config[field.key] = read
  }
  return tidied(source, { config, secrets })
}

const isAsked = ({ when }: ConfigField, config: SourceCredentials['config']) =>
  !when || when.oneOf.includes(config[when.key] ?? '')

const tidied = (source: SourceDefinition, typed: SourceCredentials) => source.tidy?.(typed) ?? typed

function readField(field: ConfigField, value: string): string {
  const { key, label, kind } = field
  const text = kind === 'secret' ? value : value.trim()
  const refuse = (message: string): never => {
    throw new AppFailure({ code: 'invalid-input', message, field: key })
  }
  if (text === '') return field.required ? refuse(`${label} is missing`) : ''
  if (kind === 'number' && !/^\d{1,9}$/.test(text)) return refuse(`${label} takes a whole number`)
  if (kind === 'select' && !field.options?.some((option) => option.value === text))
    return refuse(`${label} has no choice named ${text}`)
  return text
}

/** What was typed to take the place of what is stored: secrets that were left out stay as they are. Fails as the vault does. */
export async function readChanged(
  vault: SecretVault,
  { sourceId, secretId }: { sourceId: string; secretId: string | null },
  typed: SourceCredentials,
): Promise<SourceCredentials> {
  const source = getSource(sourceId)
  const given = Object.fromEntries(Object.entries(typed.secrets).filter(([, value]) => value !== ''))
  // A password inside an address is one that was typed.
  const { config, secrets } = tidied(source, { config: typed.config, secrets: given })
  const fields = [...(authOf(source, config)?.fields ?? []), ...source.fields]
  const isComplete = fields.every(({ kind, key }) => kind !== 'secret' || Object.hasOwn(secrets, key))
  // A secret that is not on this computer is no hindrance when all of them were typed again.
  const kept = isComplete ? {} : await resolveSecrets(vault, secretId)
  return readCredentials(source, { config, secrets: { ...kept, ...secrets } })
}

/** All secrets of a data connection are one sealed value. Null when it has none. */
export async function storeSecrets(
  vault: SecretVault,
  id: string,
  secrets: SourceCredentials['secrets'],
): Promise<string | null> {
  return Object.keys(secrets).length === 0 ? null : vault.put(id, KIND, JSON.stringify(secrets))
}

/** Returns the reference to keep. */
export async function replaceSecrets(
  vault: SecretVault,
  id: string,
  ref: string | null,
  secrets: SourceCredentials['secrets'],
): Promise<string | null> {
  if (ref === null) return storeSecrets(vault, id, secrets)
  await vault.replace(ref, JSON.stringify(secrets))
  return ref
}

/** Fails as the vault does: locked, wrong key, or the secret has to be entered again. */
export async function resolveSecrets(vault: SecretVault, ref: string | null): Promise<Record<string, string>> {
  if (ref === null) return {}
  const bytes = await vault.resolve(ref)
  try {
    return Secrets.parse(JSON.parse(bytes.toString('utf8')))
  } finally {
    bytes.fill(0)
  }
}
