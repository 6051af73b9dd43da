import type { App, BrowserWindow, Event } from 'electron'
import type { DataConnection } from '../../shared/domain/data-connection'
import type { PatchbayEvent } from '../../shared/events'
import type { Settings } from './settings'
import type { AppTray } from './tray'
import type { SyncSummary } from './tray-template'

type Syncing = {
  list: () => Promise<DataConnection[]>
  state: () => Omit<SyncSummary, 'attention'>
}

type BackgroundOptions = {
  app: Pick<App, 'on'>
  settings: Pick<Settings, 'preferences' | 'setPreferences'>
  makeTray: () => AppTray | null
  /** Says once that the program goes on. */
  sayKept: () => void
  /** So many data connections need somebody, on the program's own icon where the system has a place for it. */
  setBadge: (count: number) => void
  setTimer: (ms: number, done: () => void) => unknown
  onFailure: (error: unknown) => void
}

export type Background = {
  /** From now on closing this window may leave the program running. */
  watch: (window: Pick<BrowserWindow, 'on' | 'hide'>) => void
  /** Resolves once it is known whether there is something to keep running for. */
  follow: (syncing: Syncing) => Promise<void>
  heard: (event: PatchbayEvent) => void
  /** True while the program goes on without a window. */
  keeps: () => boolean
}

/** Progress comes many times a second. In milliseconds. */
const REFRESH_MS = 1000

/** Nothing of it gets better by waiting, or it may not. */
const needsSomebody = ({ status, failure, streams }: DataConnection): boolean =>
  status === 'needs-reauth' ||
  status === 'failed' ||
  (status === 'paused' && failure?.reason === 'paused-by-failures') ||
  streams.some((stream) => stream.failure?.reason === 'many-deletes')

/**
 * Keeps the program running for its schedules after its window was closed, with an icon beside the clock that says what it
 * does. Without a schedule, or when the person does not want it, closing the window ends the program.
 */
export function createBackground(options: BackgroundOptions): Background {
  const { app, settings, makeTray, sayKept, setBadge, setTimer, onFailure } = options
  let syncing: Syncing | null = null
  let hasSchedules = false
  let isQuitting = false
  let isRefreshing = false
  let tray: AppTray | null = null

  const keeps = () => !isQuitting && hasSchedules && settings.preferences().keepSyncing
  app.on('before-quit', () => {
    isQuitting = true
  })

  const refresh = async () => {
    if (!syncing) return
    const all = await syncing.list()
    hasSchedules = all.some(({ schedule }) => schedule.kind !== 'manual')
    const attention = all.filter(needsSomebody).length
    setBadge(attention)
    if (!keeps()) {
      tray?.remove()
      tray = null
      return
    }
    tray ??= makeTray()
    tray?.show({ ...syncing.state(), attention })
  }
  // The workspace closes while the program quits.
  const failed = (error: unknown) => {
    if (!isQuitting) onFailure(error)
  }
  const refreshSoon = () => {
    if (isRefreshing) return
    isRefreshing = true
    setTimer(REFRESH_MS, () => {
      isRefreshing = false
      void refresh().catch(failed)
    })
  }

  return {
    keeps,
    watch(window) {
      window.on('close', (event: Event) => {
        if (!keeps()) return
        event.preventDefault()
        window.hide()
        if (settings.preferences().keepSyncingTold) return
        settings.setPreferences({ keepSyncingTold: true })
        sayKept()
      })
    },
    async follow(found) {
      syncing = found
      await refresh().catch(failed)
    },
    heard(event) {
      if (event.kind === 'changed' && (event.topics.includes('dataConnections') || event.topics.includes('app')))
        refreshSoon()
    },
  }
}
