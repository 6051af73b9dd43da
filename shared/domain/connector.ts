import { z } from 'zod'
import { ConfigField, ConfigValues, Id, Timestamp } from './common'

/** One type of connector, as its configuration page shows it. */
export const ConnectorTypeInfo = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  /** What to do first, in words. */
  hint: z.string(),
  fields: z.array(ConfigField),
})
export type ConnectorTypeInfo = z.infer<typeof ConnectorTypeInfo>

/**
 * `incomplete`: a required field is empty. `needs-secret`: a secret was stored once and is not on this computer.
 * `needs-sign-in`: everything is filled in and nobody signed in yet. `needs-reauth`: the sign-in is not accepted any more.
 */
export const ConnectorStatus = z.enum([
  'ready',
  'incomplete',
  'needs-secret',
  'needs-sign-in',
  'signing-in',
  'needs-reauth',
])
export type ConnectorStatus = z.infer<typeof ConnectorStatus>

/** A sign-in that is under way and waits for the person. */
export const SignIn = z.discriminatedUnion('kind', [
  /** The system browser shows a page; its answer comes back to `redirectUri`. */
  z.object({ kind: z.literal('browser'), host: z.string(), redirectUri: z.string(), expiresAt: Timestamp }),
  /** The person types the code on a page, on any device (RFC 8628). */
  z.object({
    kind: z.literal('device'),
    userCode: z.string(),
    verificationUri: z.string(),
    /** With the code already in it, when the server offers that. */
    verificationUriComplete: z.string().nullable(),
    expiresAt: Timestamp,
  }),
])
export type SignIn = z.infer<typeof SignIn>

/** What depends on a connector: an agent that may use it, a skill whose instructions name it. */
export const Dependent = z.object({ kind: z.enum(['agent', 'skill']), id: Id, name: z.string() })
export type Dependent = z.infer<typeof Dependent>

/** No field of it has a place for a secret. */
export const Connector = z.object({
  id: Id,
  name: z.string(),
  type: z.string(),
  config: ConfigValues,
  /** Keys of the secret fields that have a value on this computer. */
  storedSecrets: z.array(z.string()),
  status: ConnectorStatus,
  /** Why it needs attention, in words; null while it is ready. */
  reason: z.string().nullable(),
  /** True when it is signed in to in the browser, with a device code or by its own client credentials. */
  signsIn: z.boolean(),
  signIn: SignIn.nullable(),
  /** To be entered at the service; null where none is needed. */
  redirectUri: z.string().nullable(),
  /** The address that its requests start with; null while it is not filled in. */
  baseUrl: z.string().nullable(),
  /** Who the service says this is; null until it was asked. */
  identity: z.string().nullable(),
  grantedScopes: z.array(z.string()).nullable(),
  /** Scopes that were asked for and not granted. */
  missingScopes: z.array(z.string()),
  expiresAt: Timestamp.nullable(),
  lastUsedAt: Timestamp.nullable(),
  lastRefreshedAt: Timestamp.nullable(),
  createdAt: Timestamp,
  usedBy: z.array(Dependent),
})
export type Connector = z.infer<typeof Connector>
