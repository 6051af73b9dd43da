import { z } from 'zod'
import { ConfigValues, Id, Name } from '../domain/common'
import { Connector, ConnectorTypeInfo, SignIn } from '../domain/connector'
import { ShownRequest } from '../domain/integration'
import { command, query } from './define'

const One = z.object({ id: Id })

export const connectors = {
  types: query(z.void(), z.array(ConnectorTypeInfo)),
  list: query(z.void(), z.array(Connector)),
  get: query(One, Connector),
  /** Deleted ones that an agent still has a permission for. */
  missing: query(z.void(), z.array(z.object({ id: Id, name: z.string() }))),
  /** Fails with `conflict` when another connector has the name. */
  create: command(z.object({ name: Name, type: z.string().max(40) }), Id),
  rename: command(z.object({ id: Id, name: Name }), z.void()),
  /** Stores the values as typed, complete or not; keys that are left out keep what they have. */
  configure: command(z.object({ id: Id, config: ConfigValues }), z.void()),
  /** An empty value removes the secret. */
  setSecret: command(z.object({ id: Id, key: z.string().max(80), value: z.string().max(20_000) }), z.void()),
  /** Reads a server's metadata (RFC 8414, OpenID Connect Discovery) and fills the fields from it; answers their keys. */
  discover: command(z.object({ id: Id, url: z.string().max(2048) }), z.array(z.string())),
  /** Sends one GET request and shows what was sent and what came back. Fails only when nothing could be sent. */
  test: command(
    z.object({ id: Id, requestPath: z.string().max(2048) }),
    z.object({
      request: ShownRequest,
      /** Null when no answer was heard. */
      status: z.number().int().nullable(),
      durationMs: z.number(),
      /** What it means, in words. */
      message: z.string(),
      ok: z.boolean(),
      /** The start of the answer, redacted. */
      excerpt: z.string(),
    }),
  ),
  /** Null when it was done at once, as client credentials are. */
  signIn: command(One, SignIn.nullable()),
  cancelSignIn: command(One, z.void()),
  /** For services that accept no address of this computer: the address that the browser ended on, pasted. */
  pasteCallback: command(z.object({ id: Id, url: z.string().max(8192) }), z.void()),
  /** Forgets the sign-in, and revokes it where the service offers that. `revoked` is null where it does not. */
  signOut: command(One, z.object({ revoked: z.boolean().nullable() })),
  delete: command(One, z.object({ revoked: z.boolean().nullable() })),
}
