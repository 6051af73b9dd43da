import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { join } from 'node:path'
import { startDataWorker } from '../../../../electron/data-worker/client'
import { openConnection } from '../../../../electron/db/connection'
import { type OpenData, openData } from '../../../electron/data-connections/open-data'
import { serveParent } from '../child'
import { FIELDS } from './page'
import { sources } from './registry'

export type Fetched = { rows: number; pages: number; ms: number; cpuMs: number }
type Wanted = { folder: string; url: string }

const measured = async (task: () => Promise<{ rows: number; pages: number }>): Promise<Fetched> => {
  const [started, before] = [performance.now(), process.cpuUsage()]
  const done = await task()
  const { user, system } = process.cpuUsage(before)
  return { ...done, ms: performance.now() - started, cpuMs: (user + system) / 1000 }
}

/** Through everything that a sync goes through in the program: scheduler's runs, worker, ports to main, vault, ledger. */
async function sync({ folder, url }: Wanted): Promise<Fetched> {
  const profile = mkdtempSync(join(folder, 'rest-'))
  const data: OpenData = await openData({
    folder: profile,
    worker: (tablesFile) => startDataWorker({ workerFile: join(folder, 'data-worker.cjs'), tablesFile }),
  })
  try {
    const id = await data.dataConnections.draft({
      sourceId: sources[0]?.id ?? '',
      config: { auth: 'key', url },
      secrets: { key: 'k'.repeat(20) },
    })
    await data.dataConnections.discover(id)
    return await measured(async () => {
      const settings = {
        mode: 'full' as const,
        fields: null,
        filters: [],
        cursorField: null,
        deletes: 'remove' as const,
      }
      const streams = [{ name: 'contacts', target: { kind: 'new' as const, tableName: 'Contacts' }, settings }]
      await data.dataConnections.create(id, { name: 'Rest', streams, schedule: { kind: 'manual' } })
      await data.dataConnections.settled()
      const [run] = await data.dataConnections.runs(id, 1)
      const [stream] = run?.streams ?? []
      if (stream?.status !== 'succeeded') throw new Error(JSON.stringify(run ?? data.unexpected))
      return { rows: stream.counts.added, pages: stream.requests }
    })
  } finally {
    await data.close()
    rmSync(profile, { recursive: true, force: true })
  }
}

/** One page after the other, each committed, by nothing but `http.get` and the driver. */
async function plain({ folder, url }: Wanted): Promise<Fetched> {
  const file = join(mkdtempSync(join(folder, 'plain-')), 'plain.sqlite')
  const connection = await openConnection(file, 'read-write')
  await connection.exec(`pragma synchronous = normal; create table contacts (${FIELDS.join(', ')})`)
  const agent = new Agent({ keepAlive: true })
  const values = FIELDS.map((name) => `value->>'${name}'`).join(', ')
  const insert = await connection.prepare(`insert into contacts select ${values} from jsonb_each(?, '$.data')`)
  const fetched = await measured(async () => {
    const found = { rows: 0, pages: 0 }
    for (let after: string | null = '0'; after !== null; ) {
      const text = await textOf(`${url}/contacts?after=${after}`, agent)
      const answer: { data: unknown[]; next: string | null } = JSON.parse(text)
      await insert.run([text])
      found.rows += answer.data.length
      found.pages += 1
      after = answer.next
    }
    return found
  })
  await insert.finalize()
  await connection.close()
  agent.destroy()
  rmSync(join(file, '..'), { recursive: true, force: true })
  return fetched
}

const textOf = (url: string, agent: Agent): Promise<string> =>
  new Promise((resolve, reject) => {
    get(url, { agent }, async (response) => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk)
      resolve(Buffer.concat(chunks).toString('utf8'))
    }).once('error', reject)
  })

const handlers = { sync, plain }
export type RestHandlers = typeof handlers
serveParent(handlers)
