import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildForThread } from '../electron/data-connections/build-worker'
import type { Row } from './row'
import { prepare } from './tables/prepare'
import { measureRecords } from './tables/records'
import { measureWindow } from './tables/window'

const ROWS = Number(process.env.PATCHBAY_BENCH_ROWS ?? 1_000_000)

/** A table of a million contacts: what agents ask of it, and how it scrolls in the real window. */
// biome-ignore lint/style/noDefaultExport: the runner takes the bench from here.
export default async function bench(): Promise<Row[]> {
  const cache = join(process.cwd(), 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'tables-bench-'))
  const built = mkdtempSync(join(cache, 'tables-bench-worker-'))
  try {
    await buildForThread(built)
    const prepared = await prepare(folder, join(built, 'data-worker.cjs'), ROWS)
    const records = await measureRecords(prepared, ROWS).finally(() => prepared.worker.close())
    return [...records, ...(await measureWindow(folder, prepared.tableId, ROWS))]
  } finally {
    for (const made of [folder, built]) rmSync(made, { recursive: true, force: true, maxRetries: 5 })
  }
}
