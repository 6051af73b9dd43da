import { describe, expect, it } from 'vitest'
import { createLedger } from '../../../electron/ledger/ledger'
import type { JsonValue } from '../../../shared/domain/common'
import { AppFailure } from '../../../shared/errors'
import { jiraContract } from '../../helpers/jira-server'
import { serve } from '../net/loopback'
import { jiraInputs } from './jira-inputs'
import { EMAIL, everything, openConnected, openJira, TOKEN } from './world'

const context = { actor: 'Support agent', threadId: 't1', runId: 'r1', cardId: null }
const basic = Buffer.from(`${EMAIL}:${TOKEN}`).toString('base64')

async function openSending() {
  const world = await openConnected()
  const send = async (actionId: string, input: unknown = jiraInputs[actionId]) => {
    const call = { integrationId: 'jira', actionId, accountId: world.accountId, input: input as JsonValue }
    const { hash } = await world.integrations.prepare(call)
    return world.integrations.send({ ...call, approvedHash: hash, context })
  }
  const refusalOf = async (actionId: string, input?: unknown) => {
    const error: unknown = await send(actionId, input).catch((thrown: unknown) => thrown)
    if (!(error instanceof AppFailure)) throw new Error(`expected a refusal, got ${String(error)}`)
    return error.error
  }
  return { ...world, send, refusalOf }
}

describe('an action', () => {
  it('changes Jira and says so in words', async () => {
    const { jira, send } = await openSending()
    expect(await send('create_issue')).toMatchObject({
      summary: 'Created SUP-4',
      httpStatus: 201,
      output: { key: 'SUP-4' },
    })
    expect(await send('transition_issue')).toEqual({
      summary: 'Changed the status of SUP-1',
      httpStatus: 204,
      output: null,
    })
    await send('add_comment')
    const [first] = jira.issues
    expect([first?.fields.status.name, first?.comments.length]).toEqual(['In Progress', 1])
    const read = await send('get_issue', { issueIdOrKey: 'SUP-4' })
    expect(read.output).toMatchObject({ fields: { description: expect.stringContaining('Open billing') } })
    expect(jira.violations).toEqual([])
  })

  it('pages through a search', async () => {
    const { send } = await openSending()
    const first = await send('search_issues', { jql: 'project in (SUP, ENG)', maxResults: 3 })
    expect(first.summary).toBe('3 issues found, and there are more')
    const nextPageToken = (first.output as Record<string, JsonValue>).nextPageToken
    const second = await send('search_issues', { jql: 'project in (SUP, ENG)', maxResults: 3, nextPageToken })
    expect(second.summary).toBe('2 issues found')
  })

  it('is in the ledger with who, for which account and what came of it', async () => {
    const { send, ledger, accounts, accountId } = await openSending()
    await send('add_comment')
    const [row] = await ledger.list(everything)
    expect(row).toMatchObject({
      kind: 'action',
      status: 'succeeded',
      httpStatus: 201,
      actor: 'Support agent',
      threadId: 't1',
      runId: 'r1',
      target: 'Jira: Comment on an issue',
      accountLabel: 'Work',
    })
    expect((await accounts.get(accountId)).lastUsedAt).not.toBeNull()
  })
})

describe('a refusal of the service', () => {
  it('of the credential marks the account, and nothing more is sent with it', async () => {
    const { jira, refusalOf, accounts, accountId, events } = await openSending()
    jira.faults.push(401)
    expect(await refusalOf('get_myself')).toEqual({
      code: 'request-failed',
      reason: 'auth',
      message: 'Jira did not accept the credential of Work',
      status: 401,
    })
    expect((await accounts.get(accountId)).status).toBe('needs-reconnect')
    expect(events).toContainEqual({ kind: 'changed', topics: ['integrations'] })
    expect(await refusalOf('get_myself')).toMatchObject({ reason: 'auth' })
    expect(jira.requests).toHaveLength(1)
  })

  it('carries the words of Jira, with the fields they are about', async () => {
    const { refusalOf } = await openSending()
    expect(await refusalOf('create_issue', { projectKey: 'NOPE', summary: 'x' })).toMatchObject({
      status: 400,
      message: 'Jira refused this (status 400): project: valid project is required',
    })
    expect(await refusalOf('get_issue', { issueIdOrKey: 'SUP-99' })).toMatchObject({
      status: 404,
      message: expect.stringContaining('Issue does not exist'),
    })
    expect(await refusalOf('search_issues', { jql: 'order by created' })).toMatchObject({
      message: expect.stringContaining('Unbounded'),
    })
  })

  it.each([
    [403, {}, 'other', 'Jira does not permit this for Work'],
    [429, { 'Retry-After': '30' }, 'rate-limited', 'Jira asks to wait 30 seconds'],
    [429, {}, 'rate-limited', 'Jira asks to wait before the next request'],
    [500, {}, 'other', 'Jira has a problem of its own (status 500)'],
    [503, {}, 'other', 'Jira has a problem of its own (status 503)'],
    [413, {}, 'too-large', 'Jira finds the request too large'],
  ])('with status %i %j is said in words', async (status, headers, reason, message) => {
    const { jira, refusalOf, ledger } = await openSending()
    jira.faults.push({ status, headers, body: '<html>not JSON</html>' })
    expect(await refusalOf('get_myself')).toEqual({ code: 'request-failed', reason, message, status })
    expect(await ledger.list({ ...everything, limit: 1 })).toMatchObject([{ status: 'failed', httpStatus: status }])
  })

  it('is never repeated by itself', async () => {
    const { jira, refusalOf } = await openSending()
    jira.faults.push(503, 429, 'drop')
    for (let index = 0; index < 3; index++) await refusalOf('add_comment')
    expect(jira.requests).toHaveLength(3)
    expect(jira.issues[0]?.comments).toEqual([])
  })
})

describe('an answer that cannot be used', () => {
  it('is told apart for a read', async () => {
    const { jira, refusalOf } = await openSending()
    jira.faults.push({ status: 200, body: '<html>Sign in to the wifi</html>' }, 'huge', 'drop')
    expect(await refusalOf('get_myself')).toMatchObject({ reason: 'malformed' })
    expect(await refusalOf('get_myself')).toMatchObject({ reason: 'too-large' })
    expect(await refusalOf('get_myself')).toMatchObject({ reason: 'unreachable' })
  })

  it('does not undo a change that was accepted', async () => {
    const { jira, send } = await openSending()
    jira.faults.push({ status: 201, body: 'created' })
    expect(await send('add_comment')).toEqual({ summary: 'Commented on SUP-1', output: null, httpStatus: 201 })
  })

  it('leaves a change indeterminate when the socket closed after it was sent', async () => {
    const { jira, refusalOf, ledger } = await openSending()
    jira.faults.push('drop')
    expect(await refusalOf('add_comment')).toMatchObject({
      reason: 'other',
      message: expect.stringContaining('may have been carried out'),
    })
    expect(await ledger.list({ ...everything, limit: 1 })).toMatchObject([{ status: 'indeterminate' }])
  })

  it('leaves a change indeterminate when the program ended before it came', async () => {
    const { jira, integrations, accountId, ledger, db } = await openConnected()
    const call = {
      integrationId: 'jira',
      actionId: 'add_comment',
      accountId,
      input: jiraInputs.add_comment as JsonValue,
    }
    const { hash } = await integrations.prepare(call)
    jira.faults.push('hang')
    const sending = integrations.send({ ...call, approvedHash: hash, context: { ...context, cardId: 'card-1' } })
    const ended = sending.catch((error: unknown) => error)
    await expect.poll(() => jira.requests.length).toBe(1)
    const restarted = createLedger({ db, now: () => new Date(), redact: (text) => text })
    expect(await restarted.recover()).toBe(1)
    expect(await restarted.list({ ...everything, limit: 1 })).toMatchObject([
      { status: 'indeterminate', cardId: 'card-1' },
    ])
    await jira.close()
    await ended
    expect(await ledger.list({ ...everything, limit: 1 })).toMatchObject([{ status: 'indeterminate' }])
    await expect(
      integrations.send({ ...call, approvedHash: hash, context: { ...context, cardId: 'card-1' } }),
    ).rejects.toMatchObject({ error: { code: 'approval-mismatch' } })
  })

  it('is not looked for at another host', async () => {
    const evil = await serve((_, response) => response.end('{}'))
    const { jira, refusalOf } = await openSending()
    jira.faults.push({ status: 302, headers: { location: `${evil.url}/rest/api/3/myself` } })
    expect(await refusalOf('get_myself')).toMatchObject({ reason: 'forbidden-host' })
    expect(evil.received).toEqual([])
  })
})

describe('the secret', () => {
  it('is in no output, error, event or ledger row when the service echoes it', async () => {
    const { jira, integrations, accountId, refusalOf, send, ledger, events } = await openSending()
    const echo = (status: number) => (request: { headers: Record<string, unknown> }) => {
      const { authorization } = request.headers
      const said = `${authorization} ${TOKEN} ${Buffer.from(TOKEN).toString('base64')}`
      return {
        status,
        headers: { 'x-echo': String(authorization) },
        body: { errorMessages: [said], said, accountId: TOKEN, [TOKEN]: 1 },
      }
    }
    const seen: unknown[] = []
    jira.faults.push(echo(200), echo(201))
    seen.push(await send('get_myself'), await send('add_comment'))
    for (const status of [400, 403, 404, 500, 429, 401]) {
      jira.faults.push(echo(status))
      seen.push(await refusalOf('get_myself'))
    }
    jira.faults.push(echo(400))
    seen.push(await integrations.testAccount(accountId).catch((error: unknown) => [String(error), error]))
    const text = JSON.stringify([seen, events, await ledger.list(everything)])
    expect(text).toContain('•••')
    for (const form of [TOKEN, basic, Buffer.from(TOKEN).toString('base64')]) expect(text).not.toContain(form)
  })

  it('is in no column of the database in clear', async () => {
    const { send, db } = await openSending()
    await send('add_comment')
    const rows = await Promise.all([
      db.selectFrom('account').selectAll().execute(),
      db.selectFrom('ledger').selectAll().execute(),
      db.selectFrom('secret').selectAll().execute(),
    ])
    const text = JSON.stringify(rows, (_, value) =>
      value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
    )
    for (const form of [TOKEN, basic]) expect(text).not.toContain(form)
  })
})

describe('the Jira of the tests', () => {
  it('answers as the OpenAPI file of Jira says', async () => {
    const { jira, send } = await openSending()
    const { authorization = '' } = { authorization: `Basic ${basic}` }
    for (const actionId of Object.keys(jiraInputs)) await send(actionId)
    for (const { method, path, body } of [...jira.requests]) {
      const headers = { authorization, 'content-type': 'application/json' }
      const response = await fetch(`${jira.url}${path}`, { method, headers, ...(body ? { body } : {}) })
      const text = await response.text()
      expect(
        jiraContract.checkResponse({ method, path, body }, response.status, text === '' ? null : JSON.parse(text)),
      ).toEqual([])
    }
  })

  it('refuses a wrong credential and what its contract does not know', async () => {
    const jira = await openJira()
    expect((await fetch(`${jira.url}/rest/api/3/myself`)).status).toBe(401)
    const headers = { authorization: `Basic ${basic}` }
    expect((await fetch(`${jira.url}/rest/api/3/myself?bogus=1`, { headers })).status).toBe(400)
    expect((await fetch(`${jira.url}/rest/api/2/search`, { headers })).status).toBe(400)
    expect(jira.violations).toHaveLength(2)
  })
})
