import { parseCallbackQuery } from '../net/callback-query'
import { ignored, refusal, signInFailed } from './failures'
import type { Lane } from './lane'
import type { Proof, SignInRow, SignInStore } from './sign-in-store'
import type { AskToken, Issued } from './token-request'
import type { ClientOf, OAuth, OAuthCallback, OAuthClient } from './types'
import type { Waiting } from './waiting'

type CompletionOptions = {
  signIns: SignInStore
  waiting: Waiting
  clientOf: ClientOf
  askToken: AskToken
  now: () => Date
  lane: Lane
  store: (ownerId: string, issued: Issued, scopes: readonly string[]) => Promise<void>
  fail: (ownerId: string, error: unknown) => void
  changed: (ownerId: string) => void
}

/** The second half of a sign-in in the browser, whichever way its answer came back. */
export function createCompletion(options: CompletionOptions): Pick<OAuth, 'complete' | 'completePasted'> {
  const { signIns, waiting, now, lane, store, fail, changed } = options
  const complete = async (callback: OAuthCallback): Promise<{ ownerId: string; label: string }> => {
    const { row, proof } = await takeSignIn(signIns, callback.state)
    const ownerId = row.owner_id
    try {
      const done = await waiting.finish(ownerId, signIns.shown(row), () =>
        lane(ownerId, async () => {
          const known = checkTaken(row, proof, now())
          const { client, issued } = await exchange(options, row, known, callback)
          await store(ownerId, issued, known.scopes)
          return { ownerId, label: client.label }
        }),
      )
      changed(ownerId)
      return done
    } catch (error) {
      fail(ownerId, error)
      throw error
    }
  }
  return {
    complete,
    async completePasted(ownerId, url) {
      const row = await signIns.byOwner(ownerId)
      const answer = parsePasted(url.trim(), row?.redirect_uri ?? null)
      const own = answer && (await signIns.byState(answer.state))
      if (!answer || own?.owner_id !== ownerId)
        throw signInFailed('mismatch', 'This address is not the answer to the sign-in that waits')
      await complete(answer)
    },
  }
}

type Taken = { row: SignInRow; proof: Proof | null }

/** Takes a sign-in out of those that wait. Of many who bring the same answer only one gets it. */
async function takeSignIn(signIns: SignInStore, state: string): Promise<Taken> {
  const row = await signIns.byState(state)
  if (!row) throw ignored()
  // A locked vault fails here, while the sign-in still waits.
  const proof = await signIns.proof(row)
  if (!(await signIns.take(row))) throw ignored()
  return { row, proof }
}

function checkTaken(row: SignInRow, proof: Proof | null, now: Date): Proof {
  if (row.expires_at <= now.toISOString())
    throw signInFailed('expired', 'The answer came after the time for it was over')
  if (!proof)
    throw signInFailed('expired', 'The secret of this sign-in was only kept in memory, and the program was ended')
  return proof
}

type Exchanging = Pick<CompletionOptions, 'clientOf' | 'askToken'>
type Exchanged = { client: OAuthClient; issued: Issued }

/** Checks what came back, in the order of RFC 9207, and exchanges the code. */
async function exchange(
  { clientOf, askToken }: Exchanging,
  row: SignInRow,
  proof: Proof,
  callback: OAuthCallback,
): Promise<Exchanged> {
  const client = await clientOf(row.owner_id)
  checkIssuer(client.label, row, callback.iss)
  if (callback.kind === 'refused') throw refusal(client.label, callback.error)
  if (client.tokenUrl !== proof.tokenUrl || client.clientId !== proof.clientId)
    throw signInFailed('mismatch', `${client.label} was changed while its sign-in waited`)
  const reply = await askToken(client, {
    parameters: [
      ['grant_type', 'authorization_code'],
      ['code', callback.code],
      ['redirect_uri', row.redirect_uri ?? ''],
      ...(client.pkce === 'S256' ? [['code_verifier', proof.verifier] as const] : []),
    ],
    secrets: [callback.code, proof.verifier],
  })
  if (reply.kind === 'refused') throw refusal(client.label, reply.error)
  return { client, issued: reply.issued }
}

function checkIssuer(label: string, { issuer, requires_iss }: SignInRow, iss: string | null): void {
  if (iss === null && requires_iss === 1)
    throw signInFailed('mismatch', `The answer for ${label} does not say which server it is from`)
  if (iss !== null && issuer !== null && iss !== issuer)
    throw signInFailed('mismatch', `The answer for ${label} is from another server`)
}

/** The whole address that the browser ended on; what is before the query has to be where this sign-in sent it. */
function parsePasted(url: string, redirectUri: string | null): OAuthCallback | null {
  if (redirectUri === null || url.length > 8192) return null
  const [place = '', query = ''] = (url.split('#')[0] ?? '').split('?')
  const isThere = URL.canParse(place) && new URL(place).href === new URL(redirectUri).href
  return isThere ? parseCallbackQuery(query, 'ignore') : null
}
