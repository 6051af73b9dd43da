import { Socket } from 'node:net'
import { describe, expect, it, vi } from 'vitest'
import { definitions } from '../../../electron/integrations/registry'
import type { JsonValue } from '../../../shared/domain/common'
import { jiraInputs } from './jira-inputs'
import { connectTo, everything, openConnected, openJira, TOKEN } from './world'

const context = { actor: 'Support agent', threadId: 't1', runId: 'r1', cardId: null }
const jira = definitions.find(({ id }) => id === 'jira')
const writes = (jira?.actions ?? []).filter(({ effect }) => effect !== 'read').map(({ id }) => id)
const reads = (jira?.actions ?? []).filter(({ effect }) => effect === 'read').map(({ id }) => id)

const callOf = (accountId: string, actionId: string, input: unknown = jiraInputs[actionId]) => ({
  integrationId: 'jira',
  actionId,
  accountId,
  input: input as JsonValue,
})

describe('what is approved is what is sent', () => {
  it.each(writes)('%s: the bytes on the card are the bytes that arrive', async (actionId) => {
    const { integrations, jira, accountId } = await openConnected()
    const call = callOf(accountId, actionId)
    const { shown, hash } = await integrations.prepare(call)
    const result = await integrations.send({ ...call, approvedHash: hash, context })
    expect(jira.violations).toEqual([])
    const [received] = jira.requests
    expect(jira.requests).toHaveLength(1)
    expect([received?.method, `${jira.url}${received?.path}`]).toEqual([shown.method, shown.url])
    expect(received?.raw.equals(Buffer.from(JSON.stringify(JSON.parse(shown.body ?? ''))))).toBe(true)
    for (const { name, value } of shown.headers)
      expect(received?.headers[name.toLowerCase()]).toBe(value === '•••' ? received?.headers.authorization : value)
    expect(result.summary).not.toBe('')
  })

  it.each(writes)('%s is not sent without an approval, or with another one', async (actionId) => {
    const { integrations, jira, accountId, ledger } = await openConnected()
    const call = callOf(accountId, actionId)
    const { hash } = await integrations.prepare(call)
    const before = await ledger.list(everything)
    for (const approvedHash of [null, '', hash.toUpperCase(), `${hash} `, '0'.repeat(64)])
      await expect(integrations.send({ ...call, approvedHash, context })).rejects.toMatchObject({
        error: { code: 'approval-mismatch' },
      })
    expect(jira.requests).toEqual([])
    expect(await ledger.list(everything)).toEqual(before)
  })

  it.each(writes)('%s is not sent when any part of the input changed afterwards', async (actionId) => {
    const { integrations, jira, accountId } = await openConnected()
    const input = jiraInputs[actionId] ?? {}
    const { hash } = await integrations.prepare(callOf(accountId, actionId))
    const changed = Object.entries(input).map(([key, value]) => ({
      ...input,
      [key]: typeof value === 'string' ? (key === 'dueDate' ? '2025-02-02' : `${value}0`) : changedValue(value),
    }))
    for (const each of changed)
      await expect(
        integrations.send({ ...callOf(accountId, actionId, each), approvedHash: hash, context }),
      ).rejects.toMatchObject({ error: { code: 'approval-mismatch' } })
    expect(jira.requests).toEqual([])
  })

  it('an approval for one account is none for another of the same site', async () => {
    const { integrations, handlers, jira, accountId } = await openConnected()
    const other = await handlers.connectAccount(connectTo(jira, 'Home'))
    jira.requests.length = 0
    const { hash } = await integrations.prepare(callOf(accountId, 'add_comment'))
    const sending = integrations.send({ ...callOf(other, 'add_comment'), approvedHash: hash, context })
    await expect(sending).rejects.toMatchObject({ error: { code: 'approval-mismatch' } })
    expect(jira.requests).toEqual([])
  })

  it('an approval does not outlive a change of the site', async () => {
    const { integrations, handlers, jira, accountId } = await openConnected()
    const { hash } = await integrations.prepare(callOf(accountId, 'add_comment'))
    const elsewhere = await openJira()
    await handlers.reconnectAccount({ accountId, config: { site: elsewhere.url }, secrets: { apiToken: TOKEN } })
    elsewhere.requests.length = 0
    const sending = integrations.send({ ...callOf(accountId, 'add_comment'), approvedHash: hash, context })
    await expect(sending).rejects.toMatchObject({ error: { code: 'approval-mismatch' } })
    expect([...jira.requests, ...elsewhere.requests]).toEqual([])
  })

  it('a card is used once, also when two sends race', async () => {
    const { integrations, jira, accountId } = await openConnected()
    const call = callOf(accountId, 'add_comment')
    const { hash } = await integrations.prepare(call)
    const once = { ...call, approvedHash: hash, context: { ...context, cardId: 'card-1' } }
    const results = await Promise.allSettled([
      integrations.send(once),
      integrations.send(once),
      integrations.send(once),
    ])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { error: { code: 'approval-mismatch' } },
    })
    expect(jira.requests).toHaveLength(1)
  })

  it.each(reads)('%s is a read: it is sent without an approval and keeps to the contract', async (actionId) => {
    const { integrations, jira, accountId } = await openConnected()
    const { summary, httpStatus } = await integrations.send({
      ...callOf(accountId, actionId),
      approvedHash: null,
      context,
    })
    expect([httpStatus, jira.requests.length, jira.violations]).toEqual([200, 1, []])
    expect(summary).not.toBe('')
  })
})

describe('the card', () => {
  it('is made without a socket, with the credential masked', async () => {
    const { handlers, integrations, accountId } = await openConnected()
    const connect = vi.spyOn(Socket.prototype, 'connect')
    for (const actionId of [...reads, ...writes]) {
      const prepared = await integrations.prepare(callOf(accountId, actionId))
      expect(prepared.shown.headers).toContainEqual({ name: 'Authorization', value: '•••' })
      expect(JSON.stringify(prepared)).not.toContain(TOKEN)
      expect(await handlers.preview(callOf(accountId, actionId))).toEqual(prepared.shown)
    }
    expect(connect).not.toHaveBeenCalled()
    connect.mockRestore()
  })

  it('says in words what will happen, and to whom', async () => {
    const { integrations, accountId } = await openConnected()
    const titleOf = async (actionId: string) => (await integrations.prepare(callOf(accountId, actionId))).title
    expect(await titleOf('create_issue')).toBe('Create a Task in SUP: Refund fails with an é')
    expect(await titleOf('assign_issue')).toBe('Assign SUP-1 to nobody')
    expect(await integrations.prepare(callOf(accountId, 'add_comment'))).toMatchObject({
      effect: 'write',
      accountLabel: 'Work',
    })
  })

  it('is refused for an account, action or integration that does not exist', async () => {
    const { integrations, accountId } = await openConnected()
    const call = callOf(accountId, 'get_myself')
    for (const wrong of [{ accountId: 'x' }, { actionId: 'delete_everything' }, { integrationId: 'x' }])
      await expect(integrations.prepare({ ...call, ...wrong })).rejects.toMatchObject({ error: { code: 'not-found' } })
  })
})

function changedValue(value: unknown): unknown {
  if (Array.isArray(value)) return [...value, 'another']
  if (typeof value === 'boolean') return !value
  return value === null ? '-1' : { ...(value as object), another: 1 }
}
