import type { SyncNews } from './news'
import { type Db, listNotToldLate, updateDataConnection } from './queries'
import { intervalMs } from './schedule'

const MISSED = 3

/**
 * Those that should have synced by themselves three times since they last did, whatever kept them from it. Each is told
 * once, until it has synced again.
 */
export async function tellLate(db: Db, now: Date): Promise<SyncNews[]> {
  const told: SyncNews[] = []
  for (const { id, name, schedule, since, message } of await listNotToldLate(db)) {
    if (now.getTime() - Date.parse(since) <= MISSED * intervalMs(schedule, now)) continue
    await updateDataConnection(db, id, { toldLate: true })
    told.push({ kind: 'late', id, name, message })
  }
  return told
}
