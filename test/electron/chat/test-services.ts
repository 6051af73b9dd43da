import { createHash } from 'node:crypto'
import type { ActionCall, IntegrationsPort } from '../../../electron/chat/ports'
import type { LedgerPort } from '../../../electron/net/ledger-port'
import type { JsonValue } from '../../../shared/domain/common'
import type { Account, IntegrationInfo } from '../../../shared/domain/integration'
import { AppFailure } from '../../../shared/errors'

const text = { type: 'string' } as const
const schema = (properties: Record<string, JsonValue>): JsonValue => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
})
const about = {
  category: 'Work',
  description: '',
  docsUrl: 'https://example.com',
  connect: { label: '', hint: '', fields: [] },
}

export const TEST_INTEGRATIONS: IntegrationInfo[] = [
  {
    ...about,
    id: 'jira',
    name: 'Jira',
    actions: [
      {
        id: 'search_issues',
        title: 'Search issues',
        description: 'Finds issues',
        effect: 'read',
        inputSchema: schema({ jql: text }),
      },
      {
        id: 'create_issue',
        title: 'Create issue',
        description: 'Creates one',
        effect: 'write',
        inputSchema: schema({ summary: text }),
      },
      {
        id: 'delete_issue',
        title: 'Delete issue',
        description: 'Deletes one',
        effect: 'destructive',
        inputSchema: schema({ key: text }),
      },
    ],
  },
  {
    ...about,
    id: 'gmail',
    name: 'Gmail',
    actions: [
      { id: 'send', title: 'Send mail', description: 'Sends one', effect: 'write', inputSchema: schema({ to: text }) },
    ],
  },
]

type Answer = 'ok' | 'rejected' | 'rate-limited' | 'unheard'
const OUTCOMES = { ok: 'succeeded', rejected: 'failed', 'rate-limited': 'failed', unheard: 'indeterminate' } as const
const REASONS = { rejected: 'auth', 'rate-limited': 'rate-limited', unheard: 'timeout' } as const
type SentCall = ActionCall & { cardId: string | null }

/** Services without a network: requests are built, hashed and recorded in the real ledger as the real ones are. */
export function createTestServices(now: () => Date) {
  const accounts: Account[] = []
  const sent: SentCall[] = []
  const answers: Answer[] = []
  const hooks: { output: JsonValue; tamper: boolean } = { output: { ok: true }, tamper: false }

  const action = ({ integrationId, actionId }: ActionCall) => {
    const integration = TEST_INTEGRATIONS.find(({ id }) => id === integrationId)
    const found = integration?.actions.find(({ id }) => id === actionId)
    if (!integration || !found) throw new AppFailure({ code: 'not-found', what: 'action', id: actionId })
    return { integration, action: found }
  }
  const build = (call: ActionCall) => {
    const account = accounts.find(({ id }) => id === call.accountId)
    if (!account) throw new AppFailure({ code: 'not-found', what: 'account', id: call.accountId })
    const body = JSON.stringify(call.input)
    const url = `https://${call.integrationId}.test/${call.actionId}`
    const shown = { method: 'POST', url, headers: [{ name: 'Authorization', value: '•••' }], body }
    const hash = createHash('sha256')
      .update(JSON.stringify([url, account.id, body]))
      .digest('hex')
    return { account, shown, hash }
  }
  const integrations = (ledger: LedgerPort): IntegrationsPort => ({
    info: (id) => TEST_INTEGRATIONS.find((integration) => integration.id === id),
    async prepare(call) {
      const { account, shown, hash } = build(call)
      const { action: found } = action(call)
      return { shown, hash, effect: found.effect, title: found.title, accountLabel: account.label }
    },
    async send({ approvedHash, context, ...call }) {
      const { account, shown, hash } = build(hooks.tamper ? { ...call, input: 'other' } : call)
      const { integration, action: found } = action(call)
      if (found.effect !== 'read' && approvedHash !== hash) throw new AppFailure({ code: 'approval-mismatch' })
      const target = `${integration.name}: ${found.title}`
      const entry = await ledger.dispatch({
        ...context,
        kind: 'action',
        target,
        accountLabel: account.label,
        request: shown,
        requestBytes: 1,
      })
      sent.push({ ...call, cardId: context.cardId })
      const answer = answers.shift() ?? 'ok'
      await ledger.complete(entry, {
        status: OUTCOMES[answer],
        httpStatus: null,
        responseBytes: null,
        durationMs: 1,
        failure: null,
      })
      if (answer === 'ok') return { output: hooks.output, summary: 'Done', httpStatus: 200 }
      if (answer === 'rejected') account.status = 'needs-reconnect'
      throw new AppFailure({ code: 'request-failed', reason: REASONS[answer], message: `The service said ${answer}` })
    },
  })
  return {
    sent,
    answers,
    hooks,
    integrations,
    accounts: { listFor: async (id: string) => accounts.filter((account) => account.integrationId === id) },
    connect(integrationId: string, label: string): Account {
      const account: Account = {
        id: `${integrationId}-${label}`,
        integrationId,
        label,
        visibility: 'private',
        identity: null,
        config: {},
        status: 'connected',
        createdAt: now().toISOString(),
        lastUsedAt: null,
      }
      accounts.push(account)
      return account
    },
  }
}
