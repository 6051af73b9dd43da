import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { hasInstalledPostgres } from '../helpers/postgres'
import type { Row } from './row'
import { buildEngine } from './sync/build'
import { measureLoads } from './sync/full-load'
import { measureIncremental } from './sync/incremental'
import { isInstalled } from './sync/peers'
import { measureRest } from './sync/rest'
import { said } from './sync/rows'
import { measureScheduler } from './sync/scheduler'
import { isChosen } from './sync/sizes'
import { startSource } from './sync/source-data'
import { measureWindow } from './sync/window'

/** The engine against what a person would do by hand, in the window that it must not disturb, and with very many schedules. */
// biome-ignore lint/style/noDefaultExport: the runner takes the bench from here.
export default async function bench(): Promise<Row[]> {
  const cache = join(process.cwd(), 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'sync-bench-'))
  const rows: Row[] = []
  try {
    if (['load', 'incremental', 'window'].some(isChosen)) rows.push(...(await withPostgres(folder)))
    if (isChosen('rest')) rows.push(...(await part('REST', () => measureRest(folder))))
    if (isChosen('scheduler')) rows.push(...(await part('schedules', measureScheduler)))
    return rows
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function withPostgres(folder: string): Promise<Row[]> {
  const missing = ['psql', 'sqlite3'].filter((program) => !isInstalled(program))
  if (!hasInstalledPostgres) missing.push('a PostgreSQL server')
  if (missing.length > 0) throw new Error(`This bench needs ${missing.join(', ')}`)
  await buildEngine(folder)
  const server = await startSource()
  const bench = { folder, server }
  const rows: Row[] = []
  try {
    if (isChosen('load')) rows.push(...(await part('full loads', () => measureLoads(bench))))
    if (isChosen('incremental')) rows.push(...(await part('what changed', () => measureIncremental(bench))))
    if (isChosen('window')) rows.push(...(await part('the window', () => measureWindow(bench))))
    return rows
  } finally {
    await server.stop()
  }
}

/** Says what is measured, and afterwards how busy the machine was: its figures are only as good as it was idle. */
async function part(name: string, measure: () => Promise<Row[]>): Promise<Row[]> {
  process.stderr.write(`sync: ${name}, load average ${load()} before.\n`)
  const rows = await measure()
  return [...rows, said(`load average after ${name}`, load(), 'processes', 'its cores are shared, so ratios count')]
}

const load = (): number => Number((loadavg()[0] ?? 0).toFixed(1))
