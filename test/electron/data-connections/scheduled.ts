import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryKeychain } from '../../../electron/secrets/keychain'
import type { Schedule } from '../../../shared/domain/data-connection'
import { type Clock, createClock } from './clock'
import { choose, type OpenData, type OpenOptions, openData } from './open-data'
import { newScript, type Script, scriptedWorker } from './scripted-worker'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const HOURLY: Schedule = { kind: 'interval', minutes: 60 }
export const SERVER = { host: 'db.example.com', port: '5432', database: 'shop', user: 'reader', tls: 'prefer' }

export type Scheduled = {
  data: OpenData
  clock: Clock
  script: Script
  online: boolean
  /** One step of the database: what else is under way gets a step further. */
  turn: () => Promise<unknown>
  /** Waits for what timers and runs began. */
  settle: () => Promise<void>
  /** Makes a data connection with these streams; its first sync has ended. */
  connect: (schedule?: Schedule, streams?: string[]) => Promise<string>
  /** What started each run, the oldest first. */
  triggers: (id: string) => Promise<string[]>
  /** Streams wait from now on until the returned function is called. */
  hold: () => () => void
  /** Until so many streams are being read. */
  reading: (count: number) => Promise<void>
  /** Ends the program, lets something happen to its files, and starts it again. */
  restart: (meanwhile?: (db: OpenData['workspace']['db']) => Promise<unknown>) => Promise<void>
  close: () => Promise<void>
}

/** Data connections with real files, a source that does what the script says, and a clock that stands until it is moved. */
export async function openScheduled(options: OpenOptions = {}): Promise<Scheduled> {
  const script = newScript({ streams: ['a', 'b', 'c'] })
  const turn = () => world.data.workspace.db.selectFrom('meta').select('key').execute()
  const settle = async () => {
    // Timers begin work that is not awaited: a few turns let it reach the database, and the runs are waited for.
    for (let count = 0; count < 5; count += 1) {
      await world.data.dataConnections.settled()
      await turn()
    }
  }
  const clock = createClock('2026-01-01T00:00:00Z', settle)
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-scheduled-'))
  const keychain = memoryKeychain()
  const open = () =>
    openData({
      ...{ folder, keychain, now: clock.now, setTimer: clock.setTimer, isOnline: () => world.online },
      worker: (file) => scriptedWorker(file, script),
      ...options,
    })
  const world: Scheduled = {
    ...{ data: undefined as never, clock, script, online: true, turn, settle },
    async connect(schedule = HOURLY, streams = ['a', 'b']) {
      const { dataConnections } = world.data
      const id = await dataConnections.draft({ sourceId: 'postgres', config: SERVER, secrets: { password: 'x' } })
      await dataConnections.create(id, { name: 'Shop', streams: streams.map((name) => choose(name)), schedule })
      await settle()
      return id
    },
    triggers: async (id) => (await world.data.dataConnections.runs(id, 200)).map(({ trigger }) => trigger).reverse(),
    hold() {
      let release = () => {}
      const gate = new Promise<void>((done) => {
        release = done
      })
      script.gate = () => gate
      return () => {
        script.gate = async () => {}
        release()
      }
    },
    async reading(count) {
      while (script.running < count) await turn()
    },
    async restart(meanwhile = async () => undefined) {
      await world.data.close()
      world.data = await open()
      await meanwhile(world.data.workspace.db)
      await world.data.dataConnections.start()
    },
    async close() {
      await world.data.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  world.data = await open()
  await world.data.dataConnections.start()
  return world
}
