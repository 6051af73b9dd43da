import type { JsonValue } from '../../shared/domain/common'
import type { Account } from '../../shared/domain/integration'
import type { ChatDeps, Turn } from './deps'
import type { ActionTarget } from './offer-tools'
import { ask, type Outcome } from './outcome'
import { cardsOn } from './run-queries'
import type { StoredCard } from './stored'

/** `input`: without the account, which the action does not know of. */
type Choice = { input: JsonValue } & ({ kind: 'chosen'; account: Account } | { kind: 'ask'; outcome: Outcome })
type Choosing = { turn: Turn; target: ActionTarget; input: JsonValue; cards: readonly StoredCard[] }

/** Which account a call uses, or the card that asks for it. Never a guess. */
export async function chooseAccount(deps: ChatDeps, choosing: Choosing): Promise<Choice> {
  const { integration } = choosing.target
  const accounts = await deps.accounts.listFor(integration.id)
  const { label, input } = takeLabel(choosing)
  if (accounts.length === 0) return { kind: 'ask', input, outcome: connectCard(choosing.target, null) }
  const account = await pick(deps, choosing, accounts, label)
  if (!account) return { kind: 'ask', input, outcome: accountCard(choosing.target, accounts, label) }
  if (account.status !== 'connected') return { kind: 'ask', input, outcome: connectCard(choosing.target, account) }
  return { kind: 'chosen', input, account }
}

async function pick(deps: ChatDeps, { turn, target, cards }: Choosing, accounts: Account[], label: string | null) {
  const byId = (id: string | null) => accounts.find((account) => account.id === id)
  const chosen = byId(chosenIn(cards, target.integration.id))
  if (chosen) return chosen
  if (accounts.length === 1) return accounts[0]
  if (label !== null) return accounts.find((account) => account.label.toLowerCase() === label.trim().toLowerCase())
  const path = [...turn.history, turn.message].map((message) => message.id)
  return byId(chosenIn(await cardsOn(deps.db, path), target.integration.id))
}

/** The last account that the person chose for an integration. */
function chosenIn(cards: readonly StoredCard[], integrationId: string): string | null {
  const card = cards.findLast(
    ({ payload, answer }) =>
      payload.kind === 'needs_account' && payload.integrationId === integrationId && answer?.decision === 'choose',
  )
  return card?.answer?.decision === 'choose' ? card.answer.accountId : null
}

function takeLabel({ target, input }: Choosing): { label: string | null; input: JsonValue } {
  const key = target.accountKey ?? 'account'
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return { label: null, input }
  if (target.accountKey === null && hasProperty(target.action.inputSchema, key)) return { label: null, input }
  const { [key]: named, ...rest } = input
  return { label: typeof named === 'string' && named !== '' ? named : null, input: rest }
}

function hasProperty(schema: JsonValue, key: string): boolean {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return false
  const { properties } = schema
  return typeof properties === 'object' && properties !== null && !Array.isArray(properties) && key in properties
}

export function connectCard({ integration, action }: ActionTarget, account: Account | null): Outcome {
  const { id: integrationId, name: integrationName } = integration
  const reason = account
    ? `The credential of ${account.label} is missing or was rejected. "${action.title}" goes on once it is reconnected.`
    : `"${action.title}" needs a ${integrationName} account. Nothing was sent.`
  return ask(
    {
      kind: 'needs_connection',
      integrationId,
      integrationName,
      reconnect: account !== null,
      accountId: account?.id ?? null,
      dataConnection: null,
      reason,
    },
    account?.label ?? null,
  )
}

function accountCard({ integration, action }: ActionTarget, accounts: Account[], label: string | null): Outcome {
  const asked = label === null ? 'The agent named none' : `No account is called "${label.slice(0, 80)}"`
  return ask({
    kind: 'needs_account',
    integrationId: integration.id,
    integrationName: integration.name,
    accounts: accounts.map(({ id, label: name, visibility }) => ({ id, label: name, visibility })),
    reason: `"${action.title}" can use more than one ${integration.name} account. ${asked}.`,
  })
}
