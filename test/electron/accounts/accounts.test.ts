import { describe, expect, it } from 'vitest'
import { openWorld } from '../integrations/world'

const account = {
  integrationId: 'jira',
  label: 'Work',
  visibility: 'team' as const,
  identity: 'Ada',
  config: { site: 'https://acme.atlassian.net', email: 'ada@example.com' },
  secrets: { apiToken: 'token-canary-123456' },
}

describe('accounts', () => {
  it('are kept with their secrets in the vault only', async () => {
    const { accounts, db } = await openWorld()
    const id = await accounts.insert(account)
    expect(await accounts.get(id)).toMatchObject({
      id,
      label: 'Work',
      status: 'connected',
      lastUsedAt: null,
      identity: 'Ada',
    })
    expect(await accounts.secrets(id)).toEqual(account.secrets)
    const stored = JSON.stringify([await db.selectFrom('account').selectAll().execute(), await accounts.list()])
    expect(stored).not.toContain('canary')
  })

  it('have labels of their own within an integration, whatever the case', async () => {
    const { accounts, db } = await openWorld()
    const id = await accounts.insert(account)
    await expect(accounts.insert({ ...account, label: 'WORK' })).rejects.toMatchObject({
      error: { code: 'conflict', message: 'Another account of this integration is called WORK' },
    })
    expect(await db.selectFrom('secret').selectAll().execute()).toHaveLength(1)
    const second = await accounts.insert({ ...account, label: 'Home' })
    await accounts.insert({ ...account, integrationId: 'other' })
    await expect(accounts.rename(second, 'work')).rejects.toMatchObject({ error: { code: 'conflict' } })
    await accounts.rename(id, 'Office')
    expect((await accounts.listFor('jira')).map(({ label }) => label).sort()).toEqual(['Home', 'Office'])
  })

  it('need to be reconnected once rejected, until new secrets were accepted', async () => {
    const { accounts } = await openWorld()
    const id = await accounts.insert(account)
    await accounts.markRejected(id)
    expect((await accounts.get(id)).status).toBe('needs-reconnect')
    await accounts.setCredentials(id, { identity: 'Grace', config: account.config, secrets: { apiToken: 'next' } })
    expect(await accounts.get(id)).toMatchObject({ status: 'connected', identity: 'Grace' })
    expect(await accounts.secrets(id)).toEqual({ apiToken: 'next' })
  })

  it('ask for their secret when the vault has lost it, and take a new one', async () => {
    const { accounts, vault } = await openWorld()
    const id = await accounts.insert(account)
    await vault.removeByOwner(id)
    expect((await accounts.get(id)).status).toBe('needs-secret')
    await expect(accounts.secrets(id)).rejects.toMatchObject({ error: { code: 'needs-secret', what: 'Work' } })
    await accounts.setCredentials(id, account)
    expect((await accounts.get(id)).status).toBe('connected')
    expect(await accounts.secrets(id)).toEqual(account.secrets)
  })

  it('take their secret along when removed', async () => {
    const { accounts, db } = await openWorld()
    const id = await accounts.insert(account)
    await accounts.remove(id)
    await expect(accounts.get(id)).rejects.toMatchObject({ error: { code: 'not-found', what: 'account' } })
    expect(await db.selectFrom('secret').selectAll().execute()).toEqual([])
    await expect(accounts.rename(id, 'x')).rejects.toMatchObject({ error: { code: 'not-found' } })
    await accounts.markUsed(id)
  })
})
