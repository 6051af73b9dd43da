import { z } from 'zod'
import { Id, Timestamp } from './common'

export const SkillDraft = z.object({
  name: z.string().trim().min(1).max(64),
  description: z.string().trim().max(1024),
  instructions: z.string().max(50_000),
  integrationIds: z.array(z.string().max(80)).max(50),
})
export type SkillDraft = z.infer<typeof SkillDraft>

export const Skill = SkillDraft.extend({
  id: Id,
  /** What the model calls it: kebab-case, unique in the workspace. */
  handle: z.string(),
  /** Offered to conversations. A skill without a description cannot be: the model would not know when to read it. */
  active: z.boolean(),
  /** SHA-256 of instructions and attached integrations. */
  hash: z.string(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
})
export type Skill = z.infer<typeof Skill>

/** `Triage tickets!` becomes `triage-tickets`. */
export function toHandle(name: string): string {
  const handle = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{Ll}\p{Lo}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100)
  return handle || 'skill'
}
