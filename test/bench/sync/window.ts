import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type ElectronApplication, _electron as electron, type Page } from '@playwright/test'
import type { SyncRun } from '../../../shared/domain/data-connection'
import { call } from '../../e2e/helpers/call'
import { addPostgres, untilSynced } from '../../e2e/helpers/data-connection'
import type { Row } from '../row'
import { startChild } from './child'
import type { EngineHandlers } from './engine/process'
import { type Bench, closeEngine } from './full-load'
import { compared, limited, median, most, part, said } from './rows'
import { ROUNDS, ROWS } from './sizes'
import { configOf } from './source-data'
import { type Felt, measureUntil } from './window-measure'

const root = process.cwd()

type Round = { idle: Felt; during: Felt; appSeconds: number; aloneSeconds: number; cancelMs: number }

/** A sync at full speed in the real program, with its window open, beside the same engine alone in Node. */
export async function measureWindow(bench: Bench): Promise<Row[]> {
  const rounds: Round[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const aloneSeconds = await alone(bench)
    rounds.push({ ...(await inApp(bench)), aloneSeconds })
  }
  const all = (of: (round: Round) => number[]) => rounds.flatMap(of)
  const idle = `idle, p99 ${part(
    all(({ idle: felt }) => felt.pings),
    0.99,
  ).toFixed(1)} ms`
  const idleFrames = `idle, p99 ${part(
    all(({ idle: felt }) => felt.frames),
    0.99,
  ).toFixed(1)} ms`
  const pings = all(({ during }) => during.pings)
  const frames = all(({ during }) => during.frames)
  const delay = (of: (felt: Felt) => number, felt: 'idle' | 'during') => median(rounds.map((round) => of(round[felt])))
  const medianOf = (of: (round: Round) => number) => median(rounds.map(of))
  const apart = (name: keyof Felt['writes']) => all(({ during }) => during.writes[name])
  return [
    limited(
      'loop delay of main during a sync, p99',
      delay((felt) => felt.delayP99, 'during'),
      'ms',
      10,
      `idle ${delay((felt) => felt.delayP99, 'idle').toFixed(1)} ms`,
    ),
    limited(
      'loop delay of main during a sync, max',
      delay((felt) => felt.delayMax, 'during'),
      'ms',
      50,
      `idle ${delay((felt) => felt.delayMax, 'idle').toFixed(1)} ms`,
    ),
    limited('renderer to main and back during a sync, p99', part(pings, 0.99), 'ms', 10, idle),
    limited(
      'renderer to main and back during a sync, max',
      medianOf(({ during }) => most(during.pings)),
      'ms',
      50,
      idle,
    ),
    limited('frame during a sync, p99', part(frames, 0.99), 'ms', 25, idleFrames),
    said(
      'frame during a sync, max',
      medianOf(({ during }) => most(during.frames)),
      'ms',
      idleFrames,
    ),
    compared(
      `sync of ${ROWS} x 13 in the program`,
      [medianOf((one) => one.appSeconds), medianOf((one) => one.aloneSeconds)],
      's',
      'the engine alone in Node',
      1 / 0.6,
    ),
    ...(['record', 'skill', 'thread'] as const).flatMap((name) => [
      limited(
        `${WRITES[name]} while a sync and its indexes are built, p99`,
        part(apart(name), 0.99),
        'ms',
        50,
        `${apart(name).length} writes`,
      ),
      limited(
        `${WRITES[name]} while a sync and its indexes are built, max`,
        most(apart(name)),
        'ms',
        250,
        `${apart(name).length} writes`,
      ),
    ]),
    limited('cancel of a sync', most(rounds.map(({ cancelMs }) => cancelMs)), 'ms', 500),
  ]
}

const WRITES = { record: 'edit of a record', skill: 'autosave of a skill', thread: 'write to a conversation' }

async function alone({ folder, server }: Bench): Promise<number> {
  const file = join(folder, 'alone.sqlite')
  const child = startChild<EngineHandlers>(join(folder, 'engine.cjs'))
  await child.ask('open', { folder, tablesFile: file })
  const wanted = { config: configOf(server), stream: 'contacts', mode: 'full' as const, full: false, searchable: false }
  const { ms } = await child.ask('sync', wanted)
  await closeEngine(child, file)
  return ms / 1000
}

async function inApp({ folder, server }: Bench): Promise<Omit<Round, 'aloneSeconds'>> {
  const profile = mkdtempSync(join(folder, 'profile-'))
  const app = await electron.launch({
    executablePath: createRequire(join(root, 'package.json'))('electron'),
    args: [root],
    cwd: root,
    env: { ...environment(), PATCHBAY_DATA: profile, PATCHBAY_KEYCHAIN: 'memory', PATCHBAY_TEST: '1' },
  })
  try {
    const page = await app.firstWindow()
    await page.evaluate(() => Reflect.get(window, 'patchbay')?.invoke('app.status'))
    await call(page, 'app', 'setPreferences', { welcomeDone: true })
    return await measure(app, page, configOf(server))
  } finally {
    await app.close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function measure(
  app: ElectronApplication,
  page: Page,
  config: Record<string, string>,
): Promise<Omit<Round, 'aloneSeconds'>> {
  const targets = await prepareWrites(page)
  const sync = (name: string) => addPostgres(page, { config, password: '', name, tables: { 'public.contacts': name } })
  const idle = await measureUntil(app, page, { targets, atLeastMs: 3000, isDone: async () => true })
  const id = await sync('Watched')
  await page.evaluate((one) => {
    location.hash = `#/setup/connections/${one}`
  }, id)
  const during = await measureUntil(app, page, {
    targets,
    atLeastMs: 0,
    isDone: () => isSearchable(page, 'Watched', id),
  })
  const run = await lastRun(page, id)
  const cancelled = await sync('Cancelled')
  await page.waitForTimeout(1500)
  const started = performance.now()
  await call(page, 'dataConnections', 'cancel', { id: cancelled })
  const cancelMs = performance.now() - started
  await untilSynced(page, cancelled)
  const { status } = await lastRun(page, cancelled)
  if (status !== 'cancelled') throw new Error(`The sync that was cancelled ended as ${status}`)
  return { idle, during, cancelMs, appSeconds: (run.streams[0]?.durationMs ?? Number.NaN) / 1000 }
}

/** What small writes are made to: a table of one's own, a skill, a conversation. */
async function prepareWrites(page: Page) {
  const tableId = await call(page, 'tables', 'create', { name: 'Notes', fields: [{ name: 'Text', type: 'text' }] })
  const { fields } = await call(page, 'tables', 'get', { id: tableId })
  const skillId = await call(page, 'skills', 'create', {
    ...{ name: 'Bench', description: 'A skill that is saved often', instructions: 'Text', integrationIds: [] },
  })
  const { added } = await call(page, 'records', 'write', { tableId, edits: [], adds: [{}] })
  const threadId = await call(page, 'chat', 'createThread', { agentId: null })
  return { tableId, recordId: added[0] ?? 0, fieldId: fields[0]?.id ?? '', skillId, threadId }
}

async function isSearchable(page: Page, table: string, id: string): Promise<boolean> {
  const { status } = await call(page, 'dataConnections', 'get', { id })
  if (status === 'syncing' || status === 'queued') return false
  if (status !== 'healthy') throw new Error(`The sync ended as ${status}`)
  return (await call(page, 'tables', 'list')).some(({ name, searchReady }) => name === table && searchReady)
}

async function lastRun(page: Page, id: string): Promise<SyncRun> {
  const [run] = await call(page, 'dataConnections', 'runs', { id, limit: 1 })
  if (!run) throw new Error('There is no run')
  return run
}

function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || name === 'ELECTRON_RUN_AS_NODE' ? [] : [[name, value]],
    ),
  )
}
