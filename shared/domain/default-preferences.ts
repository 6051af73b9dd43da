import type { Preferences } from './preferences'

/** In a file without zod: main reads it before its window, and every module on that way counts. */
export const DEFAULT_PREFERENCES: Preferences = {
  theme: 'system',
  density: 'comfortable',
  welcomeDone: false,
  sidebarCollapsed: false,
  keepSyncing: true,
  keepSyncingTold: false,
  startAtLogin: false,
  notifications: true,
}
