import { AppFailure, describeError } from '../../shared/errors'
import type { Ask, AskHandler } from '../data-worker/protocol'
import type { Budgets } from '../net/budgets'
import type { Http, HttpResponse } from '../net/http'
import type { Credential } from '../net/http-request'
import type { OAuth } from '../oauth/types'
import { type HttpSource, type SourceCredentials, type SourceDefinition, SourceProblem } from '../sources/define'
import { heldUntil, keyNames, limitsOf } from '../sources/http/limits'
import { getSource } from '../sources/registry'
import { authOf, resolveSecrets, type SecretVault } from './credentials'
import { knownConfig } from './oauth-client'
import { type Db, getDataConnection } from './queries'

/** Credentials that are tried before they take the place of those that are stored. */
export type Candidate = { dataConnectionId: string; credentials: SourceCredentials }

type AnswerOptions = {
  db: Db
  vault: SecretVault
  http: Http
  oauth: Pick<OAuth, 'accessToken' | 'tokenAfter' | 'instanceUrl'>
  budgets: Budgets
  now: () => Date
  /** By the id that the worker was told. */
  candidates: ReadonlyMap<string, Candidate>
  actorOf: (runId: string | null) => string
  sourceOf?: (id: string) => SourceDefinition
}

type Owner = { id: string; label: string | null; account: string; credentials: SourceCredentials }

const LIMITS = { timeoutMs: 120_000, maxBytes: 64 * 1024 * 1024 }

/**
 * Signs and sends what a source over HTTP asks for. The worker that reads never holds a key or a token: it names the data
 * connection, and everything that authenticates is added here.
 */
export function answerAsks(options: AnswerOptions): AskHandler {
  const { http, budgets, now, actorOf, sourceOf = getSource } = options
  const lastTokens = new Map<string, string>()
  return async (ask, signal) => {
    const source = sourceOf(ask.sourceId)
    if (source.kind !== 'http') throw new Error(`${ask.sourceId} sends nothing over HTTP`)
    const owner = await ownerOf(options, source, ask)
    const token = await tokenFor(options, { ask, owner, source, lastTokens })
    const { http: api } = source
    const { config } = owner.credentials
    const credential = credentialOf(api, owner.credentials, token)
    // A token of a sign-in is another one every hour, and nobody else has it.
    const account = { service: source.id, names: [owner.account, ...(token === null ? keyNames(credential) : [])] }
    const limits = limitsOf(api, ask.request.budgets)
    const untilMs = await budgets.take(account, limits, { live: ask.runId === null, signal })
    if (untilMs !== null) throw asksToWait(source.name, untilMs)
    const { method, url, headers, body } = ask.request
    const answer = await sent(() =>
      http.send(
        { method, url, headers, body },
        {
          origins: [new URL(api.baseUrl(config)).origin, ...api.origins(config)],
          credential,
          allowHeaders: headers.map(([name]) => name.toLowerCase()),
          context: {
            ...{ kind: ask.runId === null ? 'check' : 'sync', actor: actorOf(ask.runId), runId: ask.runId },
            ...{ threadId: null, cardId: null, accountLabel: owner.label },
            target: ask.streamName === null ? source.name : `${source.name}: ${ask.streamName}`,
          },
          inSeries: true,
          signal,
          ...LIMITS,
        },
      ),
    )
    const held = heldUntil(api, answer, now())
    if (held !== null) budgets.hold(account, held)
    return { status: answer.status, headers: answer.headers, text: answer.text }
  }
}

/** Something else that uses the account was told so. */
const asksToWait = (name: string, untilMs: number) =>
  new SourceProblem({ kind: 'rate-limited', message: `${name} asks to wait`, untilMs })

async function ownerOf(options: AnswerOptions, source: SourceDefinition, { connectionId }: Ask): Promise<Owner> {
  const { db, vault, candidates, oauth } = options
  const candidate = candidates.get(connectionId)
  const stored = await getDataConnection(db, candidate?.dataConnectionId ?? connectionId)
  const { id, name, config, externalId } = stored
  const account = candidate ? connectionId : (externalId ?? id)
  const owner = { id, label: stored.isDraft ? null : name, account }
  try {
    const typed = candidate?.credentials ?? { config, secrets: await resolveSecrets(vault, stored.secretId) }
    const known = await knownConfig(oauth, source, { id, config: typed.config })
    return { ...owner, credentials: { ...typed, config: known } }
  } catch (error) {
    throw asProblem(error)
  }
}

type Wanted = { ask: Ask; owner: Owner; source: SourceDefinition; lastTokens: Map<string, string> }

/** The access token where a person signed in, else null. */
async function tokenFor({ oauth }: AnswerOptions, { ask, owner, source, lastTokens }: Wanted): Promise<string | null> {
  if (!authOf(source, owner.credentials.config)?.oauth) {
    if (!ask.renew) return null
    throw new SourceProblem({ kind: 'needs-reauth', message: `${source.name} did not accept the key` })
  }
  try {
    const last = lastTokens.get(owner.id)
    const token =
      ask.renew && last !== undefined ? await oauth.tokenAfter(owner.id, last) : await oauth.accessToken(owner.id)
    lastTokens.set(owner.id, token)
    return token
  } catch (error) {
    throw asProblem(error)
  }
}

/** What a person has to repair is said so; a vault that is locked is not about the source. */
function asProblem(error: unknown): unknown {
  if (!(error instanceof AppFailure)) return error
  const { code } = error.error
  const { title, advice } = describeError(error.error)
  if (code === 'needs-reauth') return new SourceProblem({ kind: 'needs-reauth', message: advice })
  if (code === 'needs-secret' || code === 'not-found')
    return new SourceProblem({ kind: 'needs-reauth', message: title })
  if (code !== 'sign-in-failed') return error
  const { reason } = error.error
  return new SourceProblem({ kind: reason === 'unreachable' ? 'retry' : 'needs-reauth', message: title })
}

function credentialOf(api: HttpSource, credentials: SourceCredentials, token: string | null): Credential {
  const headers = Object.entries(api.sign(credentials, token))
  const parts = headers.map(([, value]) => value.slice(value.indexOf(' ') + 1))
  return {
    headers,
    query: [],
    secrets: [...Object.values(credentials.secrets), ...parts, ...(token === null ? [] : [token])],
  }
}

async function sent(send: () => ReturnType<Http['send']>): Promise<HttpResponse> {
  try {
    return await send()
  } catch (error) {
    if (!(error instanceof AppFailure) || error.error.code !== 'request-failed') throw error
    const { reason, message } = error.error
    const isLasting = reason === 'forbidden-host' || reason === 'too-large'
    throw new SourceProblem({ kind: isLasting ? 'fatal' : 'retry', message })
  }
}
