import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { openConnection } from '../../electron/db/connection'
import { startPglite } from '../helpers/postgres'
import { call } from './helpers/call'
import { addPostgres, untilSynced } from './helpers/data-connection'
import { expect, type LaunchedApp, test } from './helpers/launch'

const ROWS = 60_000
const SEED = 20_261_121
const PASSPHRASE = 'correct horse battery'
const SQL = `create table fact (id integer primary key, name text not null, at timestamptz not null);
  insert into fact select n, 'name ' || n, timestamptz '2026-01-01Z' + n * interval '1 second' from generate_series(1, ${ROWS}) n;
  create table side (id integer primary key, note text); insert into side select n, 'note' from generate_series(1, 1000) n;`

test('a kill at any of ten moments of a sync leaves consistent databases, and the next sync completes', async ({
  launchApp,
}) => {
  test.setTimeout(240_000)
  const server = await startPglite(SQL)
  const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-kill-'))
  const random = seeded(SEED)
  try {
    let app = await launchApp({ dataDir })
    await call(app.page, 'vault', 'createPassphrase', { passphrase: PASSPHRASE })
    const id = await addConnection(app.page, server.config)
    await untilSynced(app.page, id)
    const took = await syncOnce(app.page, id)
    for (let round = 0; round < 10; round += 1) {
      await server.run(`update fact set name = 'round ${round} ' || id where id % 10 = ${round}`)
      await call(app.page, 'dataConnections', 'sync', { id, streamId: null, full: false })
      await new Promise((done) => setTimeout(done, random() * took))
      await kill(app)
      await expectIntact(dataDir)
      app = await launchApp({ dataDir })
      await call(app.page, 'vault', 'unlock', { passphrase: PASSPHRASE })
      expect(await rowsOf(app.page), `round ${round}, seed ${SEED}`).toEqual({ fact: ROWS, side: 1000 })
      const [run] = await call(app.page, 'dataConnections', 'runs', { id, limit: 1 })
      expect(['interrupted', 'succeeded']).toContain(run?.status)
    }
    await syncOnce(app.page, id)
    expect(await rowsOf(app.page)).toEqual({ fact: ROWS, side: 1000 })
    await app.close()
    await expectIntact(dataDir)
  } finally {
    await server.stop()
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 })
  }
})

const addConnection = (page: Page, config: Record<string, string>): Promise<string> =>
  addPostgres(page, {
    ...{ config, password: 'x', name: 'Facts' },
    tables: { 'public.fact': 'fact', 'public.side': 'side' },
  })

/** Runs a sync to its end and returns how long it took, in ms. */
async function syncOnce(page: Page, id: string): Promise<number> {
  const started = performance.now()
  await call(page, 'dataConnections', 'sync', { id, streamId: null, full: false })
  await untilSynced(page, id)
  const [run] = await call(page, 'dataConnections', 'runs', { id, limit: 1 })
  expect(run).toMatchObject({ status: 'succeeded' })
  return performance.now() - started
}

async function rowsOf(page: Page): Promise<Record<string, number>> {
  const tables = await call(page, 'tables', 'list')
  const counts = tables.map(async ({ id, name }) => [
    name,
    await call(page, 'records', 'count', {
      question: { tableId: id, filter: null, search: null, sort: [] },
      ticket: id,
    }),
  ])
  return Object.fromEntries(await Promise.all(counts))
}

async function kill({ app }: LaunchedApp): Promise<void> {
  const ended = new Promise((done) => app.process().once('exit', done))
  app.process().kill('SIGKILL')
  await ended
}

async function expectIntact(dataDir: string): Promise<void> {
  for (const name of ['workspace.sqlite', 'tables.sqlite']) {
    const connection = await openConnection(join(dataDir, name), 'read-write')
    expect(await connection.all('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
    expect(await connection.all('pragma foreign_key_check')).toEqual([])
    await connection.close()
  }
}

/** Mulberry32: the same moments in every run. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
