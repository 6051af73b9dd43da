import type { ConfigField, JsonValue } from '../../shared/domain/common'
import type { OAuthClient } from '../oauth/types'

/** Values of the fields that are asked for now, trimmed, with what the empty ones start with. */
export type Values = Readonly<Record<string, string>>
type Pairs = readonly (readonly [string, string])[]

/** What signs a request: the values may hold secrets, the names may not. */
export type Signature = { headers: Pairs; query: Pairs }
export type SignatureNames = { headers: readonly string[]; query: readonly string[] }

/** Where an owner signs in, without the client secret, which the vault has. */
export type OAuthSettings = Omit<OAuthClient, 'label' | 'clientSecret'>

export type ConnectorType = {
  /** Kept with every connector; never changes. */
  id: string
  name: string
  description: string
  hint: string
  /** Where it stands in the list of types. */
  position: number
  fields: readonly ConfigField[]
  /** The address that its requests start with, as typed. */
  baseUrl: (values: Values) => string
  /** Headers of every request that are no secret. */
  headers: (values: Values) => Pairs
  /** Null where the secrets themselves are the credential. */
  oauth: (values: Values) => OAuthSettings | null
  /** `token` is the access token, or null where nobody signs in. */
  sign: (values: Values, secrets: Values, token: string | null) => Signature
  signatureNames: (values: Values) => SignatureNames
  /** Asks the service who this is. `learned` are settings that its answer makes known. */
  identify: {
    path: string
    read: (answer: JsonValue, values: Values) => { identity: string; learned: Values } | null
  } | null
}

export const defineConnectorType = (type: ConnectorType): ConnectorType => type

export const bearer = (token: string): Signature => ({ headers: [['Authorization', `Bearer ${token}`]], query: [] })
export const AUTHORIZATION: SignatureNames = { headers: ['Authorization'], query: [] }

/** Where requests may go: the same for every type that is not bound to one service. */
export const targetFields = (): ConfigField[] => [
  {
    key: 'baseUrl',
    label: 'Base URL',
    kind: 'text',
    required: true,
    placeholder: 'https://api.example.com/v1',
    hint: 'Every request starts with it. Only its host is called.',
  },
  {
    key: 'allowedHosts',
    label: 'Further allowed hosts',
    kind: 'lines',
    required: false,
    advanced: true,
    placeholder: 'uploads.example.com',
    hint: 'One a line. The credential is sent to them as well.',
  },
  {
    key: 'headers',
    label: 'Fixed headers',
    kind: 'lines',
    required: false,
    advanced: true,
    placeholder: 'Notion-Version: 2022-06-28',
    hint: 'One a line, sent with every request. Not for secrets.',
  },
]

export const linesOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** `Name: value` a line. A line without a colon is a name without a value, which is refused later, with its name. */
export const headerLines = (text: string | undefined): [string, string][] => splitLines(text, ':')

/** `name=value` a line. */
export const parameterLines = (text: string | undefined): [string, string][] => splitLines(text, '=')

function splitLines(text: string | undefined, mark: string): [string, string][] {
  return linesOf(text).map((line) => {
    const at = line.indexOf(mark)
    return at < 0 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()]
  })
}

/** A property of an answer, however deep; undefined where there is none. */
export function valueAt(value: JsonValue | undefined, ...path: string[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>(
    (at, key) => (typeof at === 'object' && at !== null && !Array.isArray(at) ? at[key] : undefined),
    value,
  )
}
