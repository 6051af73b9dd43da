import { createHash } from 'node:crypto'
import type { JsonValue } from '../../shared/domain/common'
import type { Account, Effect, IntegrationInfo, ShownRequest } from '../../shared/domain/integration'
import { AppFailure } from '../../shared/errors'
import type { Announce } from '../../shared/events'
import type { Accounts } from '../accounts/accounts'
import type { Http, HttpResponse } from '../net/http'
import { type HttpRequest, showRequest } from '../net/http-request'
import { answerFailure } from './answer-failure'
import { buildRequest } from './build-request'
import { type Connecting, createConnecting } from './connect-account'
import { credentialOf, originOf } from './credential'
import type { ActionDefinition, IntegrationDefinition } from './define'
import { inputSchema, readInput } from './read-input'
import { definitions, getAction, getDefinition } from './registry'
import { shapeOutput } from './shape-output'

type ActionCall = { integrationId: string; actionId: string; accountId: string; input: JsonValue }

type PreparedAction = {
  shown: ShownRequest
  /** SHA-256 of everything that will be sent and of whose account; what an approval is bound to. */
  hash: string
  effect: Effect
  /** In words, with the inputs that matter. */
  title: string
  accountLabel: string
}

type SendContext = { actor: string; threadId: string | null; runId: string | null; cardId: string | null }

type ActionResult = { output: JsonValue; summary: string; httpStatus: number }

export type Integrations = Connecting & {
  infos(): IntegrationInfo[]
  /** Undefined when the catalog has no such integration, for example one that an imported skill names. */
  info(id: string): IntegrationInfo | undefined
  /** What `send` would send. Opens no socket and resolves no secret. */
  prepare(call: ActionCall): Promise<PreparedAction>
  /**
   * A write or destructive action is sent only when `approvedHash` is the hash of the request built now; anything else
   * fails with `approval-mismatch` and nothing is sent. A card in the context can be used once.
   */
  send(call: ActionCall & { approvedHash: string | null; context: SendContext }): Promise<ActionResult>
}

type IntegrationsOptions = { accounts: Accounts; http: Http; announce: Announce; now: () => Date }

export function createIntegrations({ accounts, http, announce, now }: IntegrationsOptions): Integrations {
  const resolve = async (call: ActionCall) => {
    const definition = getDefinition(call.integrationId)
    const action = getAction(definition, call.actionId)
    const account = await accounts.get(call.accountId)
    if (account.integrationId !== definition.id)
      throw new AppFailure({
        code: 'invalid-input',
        field: 'account',
        message: `${account.label} is no ${definition.name} account`,
      })
    const request = buildRequest(definition, action, account.config, call.input)
    return { definition, action, account, request, hash: hashOf(call, request) }
  }
  const infos = definitions.map(toInfo)
  return {
    ...createConnecting({ accounts, http, now }),
    infos: () => infos,
    info: (id) => infos.find((info) => info.id === id),
    async prepare(call) {
      const { definition, action, account, request, hash } = await resolve(call)
      const shown = showRequest(
        { ...request, body: prettyJson(request.body) },
        { headers: [definition.credentialHeader], query: [] },
      )
      return { shown, hash, effect: action.effect, title: titleOf(action, call.input), accountLabel: account.label }
    },
    async send({ approvedHash, context, ...call }) {
      const { definition, action, account, request, hash } = await resolve(call)
      if (action.effect !== 'read' && approvedHash !== hash) throw new AppFailure({ code: 'approval-mismatch' })
      refuseRejected(definition, account)
      const credential = credentialOf(definition, account.config, await accounts.secrets(account.id))
      const target = `${definition.name}: ${action.title}`
      const response = await http
        .send(request, {
          origins: [originOf(definition, account.config)],
          credential,
          context: { ...context, kind: 'action', target, accountLabel: account.label },
        })
        .finally(() => announce({ kind: 'changed', topics: ['ledger'] }))
      const failure = answerFailure(definition, response, account.label, now())
      if (response.status === 401) await accounts.markRejected(account.id)
      else if (!failure) await accounts.markUsed(account.id)
      announce({ kind: 'changed', topics: ['integrations'] })
      if (failure) throw failure
      const answer = readAnswer(response, action.effect)
      const summary = action.summary(answer, readInput(action, call.input))
      return { output: shapeOutput(answer, definition.noise), summary, httpStatus: response.status }
    },
  }
}

/** A change that was accepted counts as made, also when its answer cannot be read: an excuse would make it happen twice. */
function readAnswer(response: HttpResponse, effect: Effect): JsonValue {
  try {
    return response.json()
  } catch (error) {
    if (effect === 'read') throw error
    return null
  }
}

/** The order of the parts is fixed, so equal requests have equal hashes and nothing else has. */
function hashOf(call: ActionCall, request: HttpRequest): string {
  const { integrationId, actionId, accountId } = call
  const { method, url, headers, body } = request
  const parts = ['patchbay-request-1', integrationId, actionId, accountId, method, url, headers, body]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

function refuseRejected(definition: IntegrationDefinition, { label, status }: Account): void {
  if (status !== 'needs-reconnect') return
  const message = `${definition.name} did not accept the credential of ${label}`
  throw new AppFailure({ code: 'request-failed', reason: 'auth', message })
}

function toInfo({
  id,
  name,
  category,
  description,
  docsUrl,
  connect,
  actions,
}: IntegrationDefinition): IntegrationInfo {
  const { label, hint, fields } = connect
  return {
    id,
    name,
    category,
    description,
    docsUrl,
    connect: { label, hint, fields: [...fields] },
    actions: actions.map((action) => ({
      id: action.id,
      title: action.title,
      description: action.description,
      effect: action.effect,
      inputSchema: inputSchema(action),
    })),
  }
}

const LONGEST_IN_TITLE = 80

function titleOf(action: ActionDefinition, input: JsonValue): string {
  const values = readInput(action, input)
  return action.sentence.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = values[key] ?? 'nobody'
    const text = (typeof value === 'string' ? value : JSON.stringify(value)).replace(/\s+/g, ' ').trim()
    return text.length > LONGEST_IN_TITLE ? `${text.slice(0, LONGEST_IN_TITLE)}…` : text
  })
}

const prettyJson = (body: string | null) => (body === null ? null : JSON.stringify(JSON.parse(body), null, 2))
