import type { SyncTool } from './define'
import { inspectDataConnection } from './inspect-data-connection'
import { listSyncs } from './list-syncs'
import { requestDataConnection } from './request-data-connection'
import { setSchedule } from './set-schedule'
import { triggerSync } from './trigger-sync'

/** Reads before writes: the list starts the same way in every request, which keeps prompt caches warm. */
export const syncTools: readonly SyncTool[] = [
  ...[listSyncs, inspectDataConnection, requestDataConnection],
  ...[setSchedule, triggerSync],
]
