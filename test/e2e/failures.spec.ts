import { describeError } from '../../shared/errors'
import { startModelServer } from '../helpers/model-server'
import { chinookSql, freePort, hasInstalledPostgres, startCluster, startPglite } from '../helpers/postgres'
import { call } from './helpers/call'
import { checkPostgres } from './helpers/data-connection'
import { expect, test } from './helpers/launch'
import { chooseModel, settled, startThread } from './helpers/scenario'

test('a Postgres that cannot be used is said in a sentence with what to do, and the app goes on', async ({
  launchApp,
}) => {
  const { page } = await launchApp()
  const server = await startPglite(chinookSql())
  const words = async (config: Record<string, string>, password = 'x') => {
    const result = await checkPostgres(page, { config, password })
    if (result.ok) throw new Error('It was let in')
    return {
      ...describeError(result.error),
      reason: 'reason' in result.error ? result.error.reason : result.error.code,
    }
  }
  try {
    const closed = await words({ ...server.config, port: String(await freePort()) })
    expect(closed).toMatchObject({ reason: 'unreachable' })
    expect(closed.advice).toContain('host and port')
    expect(await words({ ...server.config, host: 'no-such-host.invalid' })).toMatchObject({ reason: 'not-found' })
    expect(await words({ ...server.config, tls: 'require' })).toMatchObject({ reason: 'tls' })
    expect((await checkPostgres(page, { config: server.config, password: 'x' })).ok).toBe(true)
  } finally {
    await server.stop()
  }
})

test('a wrong password is said as such, and appears nowhere', async ({ launchApp }) => {
  test.skip(!hasInstalledPostgres, 'PostgreSQL is not installed on this machine')
  const { page } = await launchApp()
  const server = await startCluster({ password: 'right-one-4711' })
  try {
    const config = { ...server.config, user: 'reader' }
    const result = await checkPostgres(page, { config, password: 'wrong-one-4712' })
    expect(result).toMatchObject({ ok: false, error: { code: 'source-failed', reason: 'auth' } })
    expect(JSON.stringify(result)).not.toContain('wrong-one-4712')
    expect((await checkPostgres(page, { config, password: 'right-one-4711' })).ok).toBe(true)
  } finally {
    await server.stop()
  }
})

test('a model that is gone, refuses, or breaks off ends the answer with words; the next one works', async ({
  launchApp,
}) => {
  const { page } = await launchApp()
  const model = await startModelServer({ key: 'k-failures' })
  try {
    await chooseModel(page, model, 'k-failures')
    for (const fault of ['malformed-sse', 'cut', 'not-json'] as const) {
      model.script([{ fault }, { fault }, { fault }])
      const view = await settled(page, await startThread(page, 'hello'), 'idle')
      const notice = view.messages.at(-1)?.parts.find((part) => part.type === 'notice')
      expect(notice, fault).toMatchObject({
        tone: 'failed',
        title: expect.stringMatching(/\w/),
        advice: expect.stringMatching(/\w/),
      })
    }
    await model.close()
    const gone = await settled(page, await startThread(page, 'hello'), 'idle')
    expect(gone.messages.at(-1)?.parts.find((part) => part.type === 'notice')).toMatchObject({ tone: 'failed' })
    await call(page, 'models', 'setWorkspaceDefault', { providerId: 'built-in', modelId: 'assistant' })
    const well = await settled(page, await startThread(page, 'what can you do?'), 'idle')
    expect(well.messages.at(-1)?.status).toBe('complete')
  } finally {
    await model.close()
  }
})
