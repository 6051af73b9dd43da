import { z } from 'zod'
import { Id } from '../domain/common'
import { command } from './define'

export const demo = {
  /** Fills a few tables and a skill, and opens a thread to try them in. */
  fill: command(z.void(), z.object({ threadId: Id })),
}
