import { z } from 'zod'
import { Id } from '../domain/common'
import { Skill, SkillDraft } from '../domain/skill'
import { command, query } from './define'

export const skills = {
  list: query(z.void(), z.array(Skill)),
  get: query(z.object({ id: Id }), Skill),
  create: command(SkillDraft, Id),
  update: command(SkillDraft.partial().extend({ id: Id }), z.void()),
  setActive: command(z.object({ id: Id, active: z.boolean() }), z.void()),
  delete: command(z.object({ id: Id }), z.void()),
}
