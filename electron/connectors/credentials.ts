import type { Kysely } from 'kysely'
import { AppFailure } from '../../shared/errors'
import type { WorkspaceDatabase } from '../db/schema'
import type { Http, HttpResponse, SendOptions } from '../net/http'
import type { Credential, HttpRequest } from '../net/http-request'
import type { OAuth } from '../oauth/types'
import type { Vault } from '../secrets/secrets'
import { fixedNames } from './build-call'
import type { ConnectorType, Values } from './define'
import { type ConnectorRow, secretsOf, updateConnector } from './queries'
import { originsOf } from './settings'

/** A connector whose settings are free of problems. */
export type Usable = { row: ConnectorRow; type: ConnectorType; values: Values }
type CallContext = SendOptions['context']

type CredentialsOptions = {
  db: Kysely<WorkspaceDatabase>
  vault: Pick<Vault, 'has' | 'resolve'>
  oauth: Pick<OAuth, 'accessToken' | 'tokenAfter' | 'markRefused'>
  http: Http
  now: () => Date
}

export type Credentials = {
  /** Fails with `needs-secret` when one of them is not on this computer, and as the vault does. */
  secrets(connectorId: string, label: string): Promise<Record<string, string>>
  /**
   * Signs and sends. A 401 leads to one renewed token and one more try, then to "needs re-auth": never to a loop.
   * What the service refuses is noted on the connector, what it accepts clears the note.
   */
  send(usable: Usable, request: HttpRequest, context: CallContext): Promise<HttpResponse>
}

const LIMITS = { timeoutMs: 30_000, maxBytes: 4 * 1024 * 1024 }

export function createCredentials({ db, vault, oauth, http, now }: CredentialsOptions): Credentials {
  const secrets: Credentials['secrets'] = async (connectorId, label) => {
    const found: [string, string][] = []
    for (const [key, ref] of await secretsOf(db, connectorId)) {
      if (!(await vault.has(ref))) throw new AppFailure({ code: 'needs-secret', what: label })
      const bytes = await vault.resolve(ref)
      found.push([key, bytes.toString('utf8')])
      bytes.fill(0)
    }
    return Object.fromEntries(found)
  }
  const once = async (usable: Usable, request: HttpRequest, context: CallContext, token: string | null) => {
    const { row, type, values } = usable
    const credential = credentialOf(type, values, await secrets(row.id, row.name), token)
    const origins = originsOf(type, values)
    return http.send(request, { origins, credential, context, allowHeaders: fixedNames(type, values), ...LIMITS })
  }
  const signedIn = async (usable: Usable, request: HttpRequest, context: CallContext) => {
    const { row } = usable
    const token = await oauth.accessToken(row.id)
    const first = await once(usable, request, context, token)
    if (first.status !== 401) return first
    const renewed = await oauth.tokenAfter(row.id, token)
    // A card sends once. The refusal was an answer: nothing was carried out, and this row says what it repeats.
    const again = { ...context, cardId: null, target: `${context.target} (with a renewed sign-in)` }
    const second = await once(usable, request, again, renewed)
    if (second.status === 401)
      await oauth.markRefused(row.id, `${row.name} goes on refusing after the sign-in was renewed. Sign in again.`)
    return second
  }
  return {
    secrets,
    async send(usable, request, context) {
      const { row, type, values } = usable
      const isSignedIn = type.oauth(values) !== null
      const response = isSignedIn
        ? await signedIn(usable, request, context)
        : await once(usable, request, context, null)
      const refused = response.status === 401 && !isSignedIn
      const failure = refused ? 'The service did not accept the key. Enter it again.' : null
      await updateConnector(db, row.id, { last_used_at: now().toISOString(), failure })
      return response
    },
  }
}

function credentialOf(type: ConnectorType, values: Values, secrets: Values, token: string | null): Credential {
  const { headers, query } = type.sign(values, secrets, token)
  const parts = headers.map(([, value]) => value.slice(value.indexOf(' ') + 1))
  return { headers, query, secrets: [...Object.values(secrets), ...parts, ...(token === null ? [] : [token])] }
}
