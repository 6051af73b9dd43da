import { z } from 'zod'

export const Preferences = z.object({
  theme: z.enum(['light', 'dark', 'system']),
  density: z.enum(['comfortable', 'dense']),
  welcomeDone: z.boolean(),
  sidebarCollapsed: z.boolean(),
  /** Closing the window leaves the program running as long as a data connection has a schedule. */
  keepSyncing: z.boolean(),
  /** That it does was said once. */
  keepSyncingTold: z.boolean(),
  startAtLogin: z.boolean(),
  /** Of the system, for data connections that need somebody. */
  notifications: z.boolean(),
})
export type Preferences = z.infer<typeof Preferences>
