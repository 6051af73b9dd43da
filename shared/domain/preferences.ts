import { z } from 'zod'

export const Preferences = z.object({
  theme: z.enum(['light', 'dark', 'system']),
  density: z.enum(['comfortable', 'dense']),
  welcomeDone: z.boolean(),
  sidebarCollapsed: z.boolean(),
})
export type Preferences = z.infer<typeof Preferences>
