import { z } from 'zod'
import { Preferences } from '../domain/preferences'
import { command, query } from './define'

export const app = {
  status: query(
    z.void(),
    z.object({
      version: z.string(),
      electron: z.string(),
      platform: z.string(),
      dataFolder: z.string(),
      preferences: Preferences,
    }),
  ),
  setPreferences: command(Preferences.partial(), z.void()),
  /** Asks the person, showing the host, before anything is opened. False when it was declined. */
  openLink: command(z.object({ url: z.string().max(8192) }), z.boolean()),
  openLogs: command(z.void(), z.void()),
  /** Text for a bug report: versions, platform, states; no content, no secret. */
  diagnostics: query(z.void(), z.string()),
  reportFailure: command(z.object({ message: z.string().max(4000), where: z.string().max(200) }), z.void()),
}
