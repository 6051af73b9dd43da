import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startDataWorker } from '../../../electron/data-worker/client'
import type { Ask, AskHandler, DataWorker } from '../../../electron/data-worker/protocol'
import { type SourceDefinition, SourceProblem } from '../../../electron/sources/define'
import { AppFailure } from '../../../shared/errors'
import { createSynthetic, type Synthetic } from '../../helpers/sources/synthetic'
import { buildForThread } from '../data-connections/build-worker'
import { type OpenEngine, openEngine } from './open-engine'

const opened: OpenEngine[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

/** The synthetic source with a request before each page. */
function overHttp(source: Synthetic): Synthetic {
  const { definition, timing } = source
  if (definition.kind !== 'driver') throw new Error('It is one already')
  const { open, ...rest } = definition
  const http: SourceDefinition = {
    ...rest,
    timing: () => timing,
    kind: 'http',
    http: {
      baseUrl: () => 'https://api.example.com/v1',
      ...{ origins: () => [], headers: {}, sign: () => ({}), budgets: [], classify: () => undefined },
      reader(context) {
        source.onPage = async (method) => void (await context.request({ path: `/${method}`, query: { name: 'Ada' } }))
        return open({ config: {}, secrets: {} }, { signal: context.signal, now: context.now })
      },
    },
  }
  return { ...source, definition: http }
}

const answer = (status: number, headers: [string, string][] = []) => ({ status, headers: new Map(headers), text: '{}' })

async function setUp(send: AskHandler) {
  const source = createSynthetic()
  for (let n = 1; n <= 4; n += 1) source.put(`p${n}`, { name: `Name ${n}`, age: n })
  const data = await openEngine(overHttp(source))
  data.engine.onAsk(send)
  opened.push(data)
  return { source, data }
}

describe('requests of a source', () => {
  it('are sent by main, which is told whose they are, and counted', async () => {
    const asked: Ask[] = []
    const { data } = await setUp(async (ask) => {
      asked.push(ask)
      return asked.length === 2 ? answer(503) : answer(200)
    })
    const phases: string[] = []
    data.engine.onProgress(({ phase }) => phases.push(phase))
    expect(await data.sync({ runId: 'r' })).toMatchObject({
      ...{ status: 'succeeded', requests: 3, retries: 1, failedRequest: null },
      counts: { read: 4 },
    })
    expect(phases).toContain('waiting')
    expect(asked[0]).toMatchObject({
      ...{ connectionId: 'c', sourceId: 'synthetic', runId: 'r', streamName: 'people', renew: false },
      request: { method: 'GET', url: 'https://api.example.com/v1/snapshot?name=Ada' },
    })
  })

  it('that fail are named without what they asked for', async () => {
    const { data } = await setUp(async () => answer(403))
    expect(await data.sync()).toMatchObject({
      ...{ status: 'failed', verdict: { kind: 'stream-unavailable' }, requests: 1 },
      failedRequest: { method: 'GET', url: 'https://api.example.com/v1/snapshot', status: 403 },
    })
  })

  it('that are not accepted renew the token once', async () => {
    const renewals: boolean[] = []
    const { data } = await setUp(async ({ renew }) => {
      renewals.push(renew)
      return answer(401)
    })
    expect(await data.sync()).toMatchObject({ verdict: { kind: 'needs-reauth' }, requests: 2, retries: 1 })
    expect(renewals).toEqual([false, true])
  })

  it('fail as main does', async () => {
    const { data } = await setUp(() => Promise.reject(new AppFailure({ code: 'vault-locked' })))
    await expect(data.sync()).rejects.toMatchObject({ error: { code: 'vault-locked' } })
  })

  it('move the cursor by the clock of the source', async () => {
    const at = Date.parse('2026-02-28T23:50:00Z')
    const { data } = await setUp(async () => answer(200, [['date', new Date(at).toUTCString()]]))
    expect(await data.sync()).toMatchObject({ cursorAfter: new Date(at - 1000).toISOString() })
  })
})

describe('the thread', () => {
  let built: string
  let worker: DataWorker
  beforeAll(async () => {
    const cache = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.cache')
    mkdirSync(cache, { recursive: true })
    built = mkdtempSync(join(cache, 'patchbay-asks-'))
    await buildForThread(built)
    const tablesFile = join(built, 'tables.sqlite')
    worker = await startDataWorker({ workerFile: join(built, 'data-worker.cjs'), tablesFile })
  }, 60_000)
  afterAll(async () => {
    await worker.close()
    rmSync(built, { recursive: true, force: true })
  })

  const spreadsheets = 'https://docs.google.com/spreadsheets/d/1AbcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP/edit'
  const check = (runId: string) =>
    worker.call('check', { sourceId: 'google-sheets', config: { spreadsheets }, secrets: {}, connectionId: 'c', runId })

  it('asks main, and passes on what the source and main fail with', async () => {
    const asked: Ask[] = []
    worker.onAsk(async (ask) => {
      asked.push(ask)
      return { status: 401, headers: new Map([['x', 'y']]), text: '{"error":{"message":"No"}}' }
    })
    await expect(check('one')).rejects.toMatchObject({ name: 'SourceProblem', verdict: { kind: 'needs-reauth' } })
    expect(asked.map(({ connectionId, renew }) => [connectionId, renew])).toEqual([
      ['c', false],
      ['c', true],
    ])
    worker.onAsk(() => Promise.reject(new SourceProblem({ kind: 'config', message: 'Not so' })))
    await expect(check('two')).rejects.toMatchObject({ verdict: { kind: 'config', message: 'Not so' } })
    worker.onAsk(() => Promise.reject(new AppFailure({ code: 'vault-locked' })))
    await expect(check('three')).rejects.toMatchObject({ error: { code: 'vault-locked' } })
  })

  it('tells main when nobody waits for an answer any more', async () => {
    const aborted = new Promise<void>((resolve) => {
      worker.onAsk(
        (_, signal) =>
          new Promise((__, reject) => {
            signal.addEventListener('abort', () => {
              resolve()
              reject(signal.reason)
            })
            void worker.call('cancelRun', { runId: 'four' })
          }),
      )
    })
    await expect(check('four')).rejects.toMatchObject({ error: { reason: 'cancelled' } })
    await aborted
  })
})
