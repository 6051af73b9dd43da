import { describe, expect, it } from 'vitest'
import { integrations as contract } from '../../../shared/contract/integrations'
import { serve } from '../net/loopback'
import { connectTo, EMAIL, everything, openConnected, openJira, openWorld, TOKEN } from './world'

describe('connecting an account', () => {
  it('asks the service first and keeps who it says this is', async () => {
    const { handlers, ledger } = await openWorld()
    const jira = await openJira()
    const id = await handlers.connectAccount(connectTo(jira))
    expect(jira.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /rest/api/3/myself'])
    const { accounts } = await handlers.get({ id: 'jira' })
    expect(accounts).toMatchObject([{ id, label: 'Work', identity: `Ada Lovelace (${EMAIL})`, status: 'connected' }])
    expect(await ledger.list(everything)).toMatchObject([
      { kind: 'check', status: 'succeeded', actor: 'You', accountLabel: 'Work' },
    ])
  })

  it.each([
    ['a wrong token', 401, 'auth'],
    ['an account without permission', 403, 'other'],
    ['a captive portal', { status: 200, body: '<html>Welcome</html>' }, 'malformed'],
    ['another service', { status: 200, body: {} }, 'malformed'],
    ['a closed socket', 'drop' as const, 'unreachable'],
  ])('stores nothing for %s', async (_, fault, reason) => {
    const { handlers, db } = await openWorld()
    const jira = await openJira()
    jira.faults.push(fault)
    const error: unknown = await Promise.resolve(handlers.connectAccount(connectTo(jira))).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ error: { code: 'request-failed', reason } })
    expect(JSON.stringify(error)).not.toContain(TOKEN)
    expect(await db.selectFrom('account').selectAll().execute()).toEqual([])
    expect(await db.selectFrom('secret').selectAll().execute()).toEqual([])
  })

  it('asks for another label before it asks the service', async () => {
    const { handlers, jira } = await openConnected()
    await expect(handlers.connectAccount(connectTo(jira, 'work'))).rejects.toMatchObject({
      error: { code: 'conflict' },
    })
    expect(jira.requests).toEqual([])
  })

  it.each([
    ['site', { site: 'http://acme.atlassian.net' }, 'Site must start with https://'],
    ['site', { site: 'http://10.0.0.1' }, 'Site must start with https://'],
    ['site', { site: 'ftp://127.0.0.1' }, 'Site must start with https://'],
    [
      'site',
      { site: 'https://u:p@acme.atlassian.net' },
      'Site holds a user name or password; enter them in their own fields',
    ],
    ['site', { site: 'a b' }, 'Site is not a name or an address'],
    ['site', { site: 'https://[' }, 'Site is not a name or an address'],
    ['site', { site: '' }, 'Site is required'],
    ['email', { email: 'ada:x@example.com' }, 'Email is not an email address'],
    ['email', { email: 'ada@example.com\r\nX: 1' }, 'Email holds a line break or another control character'],
    ['extra', { extra: '1' }, 'extra is not asked for'],
  ])('refuses a wrong %s: %j', async (field, config, message) => {
    const { handlers, ledger } = await openWorld()
    const jira = await openJira()
    const typed = connectTo(jira)
    const connecting = handlers.connectAccount({ ...typed, config: { ...typed.config, ...config } })
    await expect(connecting).rejects.toMatchObject({ error: { code: 'invalid-input', field, message } })
    expect(await ledger.list(everything)).toEqual([])
  })

  it('refuses an empty secret and one that breaks the line', async () => {
    const { handlers } = await openWorld()
    const jira = await openJira()
    for (const apiToken of ['', '  ', 'a\nb'])
      await expect(handlers.connectAccount(connectTo(jira, 'Work', apiToken))).rejects.toMatchObject({
        error: { code: 'invalid-input', field: 'apiToken' },
      })
    expect(jira.requests).toEqual([])
  })

  it('is not led to another host by a redirect', async () => {
    const evil = await serve((_, response) => response.end('{"accountId":"x"}'))
    const { handlers } = await openWorld()
    const jira = await openJira()
    jira.faults.push({ status: 302, headers: { location: evil.url } })
    await expect(handlers.connectAccount(connectTo(jira))).rejects.toMatchObject({
      error: { reason: 'forbidden-host' },
    })
    expect(evil.received).toEqual([])
  })
})

describe('a connected account', () => {
  it('is tested with the stored secret, and marked when it is refused', async () => {
    const { handlers, jira, accountId, accounts } = await openConnected()
    expect(await handlers.testAccount({ accountId })).toEqual({ identity: `Ada Lovelace (${EMAIL})` })
    jira.faults.push(401)
    await expect(handlers.testAccount({ accountId })).rejects.toMatchObject({ error: { reason: 'auth' } })
    expect((await accounts.get(accountId)).status).toBe('needs-reconnect')
    await handlers.testAccount({ accountId })
    expect((await accounts.get(accountId)).status).toBe('connected')
  })

  it('is reconnected only with a secret that the service accepts', async () => {
    const { handlers, accountId, accounts } = await openConnected()
    await accounts.markRejected(accountId)
    const wrong = { accountId, config: {}, secrets: { apiToken: 'wrong-token' } }
    await expect(handlers.reconnectAccount(wrong)).rejects.toMatchObject({ error: { reason: 'auth' } })
    expect(await accounts.secrets(accountId)).toEqual({ apiToken: TOKEN })
    await handlers.reconnectAccount({ ...wrong, secrets: { apiToken: TOKEN } })
    expect((await accounts.get(accountId)).status).toBe('connected')
  })

  it('is renamed and removed, with its secret', async () => {
    const { handlers, accountId, db } = await openConnected()
    await handlers.renameAccount({ accountId, label: 'Office' })
    expect((await handlers.get({ id: 'jira' })).accounts).toMatchObject([{ label: 'Office' }])
    await handlers.removeAccount({ accountId })
    expect((await handlers.get({ id: 'jira' })).accounts).toEqual([])
    expect(await db.selectFrom('secret').selectAll().execute()).toEqual([])
    await expect(handlers.removeAccount({ accountId })).rejects.toMatchObject({ error: { code: 'not-found' } })
    await expect(handlers.get({ id: 'unknown' })).rejects.toMatchObject({ error: { code: 'not-found' } })
  })

  it('is listed in the shape of the contract, without a secret', async () => {
    const { handlers } = await openConnected()
    const listed = contract.list.output.parse(await handlers.list())
    expect(listed.map(({ integration, accounts }) => [integration.id, accounts.length])).toContainEqual(['jira', 1])
    expect(JSON.stringify(listed)).not.toContain(TOKEN)
  })
})
