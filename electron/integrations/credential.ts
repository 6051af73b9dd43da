import type { Credential } from '../net/http-request'
import type { IntegrationDefinition } from './define'

type Values = Readonly<Record<string, string>>

/** Everything in it is hidden wherever it comes back: the secrets, and the header with and without its scheme. */
export function credentialOf(definition: IntegrationDefinition, config: Values, secrets: Values): Credential {
  const value = definition.credential(config, secrets)
  const withoutScheme = value.slice(value.indexOf(' ') + 1)
  const secretsIn = [withoutScheme, ...Object.values(secrets)]
  return { headers: [[definition.credentialHeader, value]], query: [], secrets: secretsIn }
}

export const originOf = (definition: IntegrationDefinition, config: Values) =>
  new URL(definition.baseUrl(config)).origin
