import type { MenuItemConstructorOptions } from 'electron'
import { WORDS } from './words'

/** What the menu beside the clock says about syncing. */
export type SyncSummary = { paused: boolean; offline: boolean; syncing: number; attention: number }

type TrayActions = { open: () => void; syncNow: () => void; pause: () => void; resume: () => void; quit: () => void }

/** What matters most, in words. */
export function syncWords({ paused, offline, syncing, attention }: SyncSummary): string {
  const { syncing: words } = WORDS
  if (syncing > 0) return words.running(syncing)
  if (attention > 0) return words.attention(attention)
  if (paused) return words.paused
  return offline ? words.offline : words.idle
}

export function trayTemplate(summary: SyncSummary, actions: TrayActions): MenuItemConstructorOptions[] {
  const { tray } = WORDS
  const pausing = summary.paused
    ? { label: tray.resume, click: actions.resume }
    : { label: tray.pause, click: actions.pause }
  return [
    { label: syncWords(summary), enabled: false },
    { type: 'separator' },
    { label: tray.open, click: actions.open },
    { label: tray.syncNow, click: actions.syncNow },
    pausing,
    { type: 'separator' },
    { label: tray.quit, click: actions.quit },
  ]
}
