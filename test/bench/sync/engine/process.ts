import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startDataWorker } from '../../../../electron/data-worker/client'
import type { DataWorker } from '../../../../electron/data-worker/protocol'
import { openConnection } from '../../../../electron/db/connection'
import type { SyncCounts } from '../../../../shared/domain/data-connection'
import { serveParent } from '../child'

export type Synced = { counts: SyncCounts; ms: number; mode: string; cpuMs: number }
type Wanted = {
  config: Record<string, string>
  stream: string
  mode: 'full' | 'incremental'
  full: boolean
  /** Has the indexes and the full-text index built as well. */
  searchable: boolean
}

/** Where Linux says it. */
const STATUS = '/proc/self/status'

let worker: DataWorker
let file: string

async function untilSearchable(): Promise<void> {
  const connection = await openConnection(file, 'read-only')
  const isComplete = async () => {
    const [table] = await connection.all('select min(search_upto) as upto from app_table')
    return Number(table?.upto) === Number.MAX_SAFE_INTEGER
  }
  await new Promise<void>((resolve, reject) => {
    const look = () =>
      void isComplete().then((complete) => {
        if (!complete) return
        stop()
        resolve()
      }, reject)
    const stop = worker.onTableChanged(look)
    look()
  })
  await connection.close()
}

const handlers = {
  async open({ folder, tablesFile }: { folder: string; tablesFile: string }): Promise<void> {
    file = tablesFile
    worker = await startDataWorker({ workerFile: join(folder, 'data-worker.cjs'), tablesFile })
  },
  async sync({ config, stream: name, mode, full, searchable }: Wanted): Promise<Synced> {
    const call = { sourceId: 'postgres', config, secrets: {}, connectionId: 'bench' }
    const stream = (await worker.call('discover', call)).find(({ label }) => label === name)
    if (!stream) throw new Error(`There is no ${name}`)
    const [started, before] = [performance.now(), process.cpuUsage()]
    const outcome = await worker.call('syncStream', {
      ...{ ...call, runId: 'run', stream },
      origin: { dataConnectionId: 'bench', dataConnectionName: 'Bench', sourceId: 'postgres', streamId: 'bench' },
      target: { kind: 'new', tableName: 'Bench' },
      settings: { mode, fields: null, filters: [], cursorField: null, deletes: 'remove' },
      ...{ full, allowDeletes: false },
    })
    if (outcome.status !== 'succeeded') throw new Error(JSON.stringify(outcome.verdict))
    if (searchable) await untilSearchable()
    const { user, system } = process.cpuUsage(before)
    const { counts, mode: used } = outcome
    return { counts, ms: performance.now() - started, mode: used, cpuMs: (user + system) / 1000 }
  },
  async index(names: string[]): Promise<void> {
    const connection = await openConnection(file, 'read-only')
    const fields = await connection.all('select id, table_id as tableId, name from field')
    await connection.close()
    for (const { id, tableId, name } of fields)
      if (names.includes(String(name)))
        await worker.call('updateField', {
          ...{ tableId: String(tableId), fieldId: String(id), change: { settings: { indexed: true } } },
        })
  },
  searchable: untilSearchable,
  /** The most that this process ever had, in megabytes. What the system tells of its use counts the parent before it. */
  async memory(): Promise<number> {
    const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(existsSync(STATUS) ? readFileSync(STATUS, 'utf8') : '') ?? []
    return (Number(kilobytes ?? process.resourceUsage().maxRSS) * 1024) / 1e6
  },
  async close(): Promise<void> {
    await worker.close()
  },
}

export type EngineHandlers = typeof handlers
serveParent(handlers)
