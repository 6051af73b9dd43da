import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import { type Skill, type SkillDraft, toHandle } from '../../shared/domain/skill'
import { AppFailure } from '../../shared/errors'
import type { WorkspaceDatabase } from '../db/schema'
import {
  countActive,
  deleteSkill,
  findSkill,
  handlesLike,
  insertSkill,
  listSkills,
  type StoredSkill,
  updateSkill,
} from './queries'

/** More would crowd the list that every conversation starts with. */
const MOST_ACTIVE = 20

export type Skills = {
  list: () => Promise<Skill[]>
  /** Fails with `not-found`. */
  get: (id: string) => Promise<Skill>
  /** Active from the start when it has a description. Fails with `invalid-input` for an unknown integration. */
  create: (draft: SkillDraft) => Promise<string>
  update: (id: string, changes: SkillChanges) => Promise<void>
  setActive: (id: string, active: boolean) => Promise<void>
  delete: (id: string) => Promise<void>
}
type SkillChanges = { [K in keyof SkillDraft]?: SkillDraft[K] | undefined }

type SkillsDeps = {
  db: Kysely<WorkspaceDatabase>
  integrationExists: (id: string) => boolean
  now: () => Date
}

/** The instructions that people wrote for the model, and which integrations come with them. */
export function createSkills({ db, integrationExists, now }: SkillsDeps): Skills {
  const get = async (id: string) => (await findSkill(db, id)) ?? notFound(id)
  const store = (change: (transaction: Kysely<WorkspaceDatabase>) => Promise<void>) => db.transaction().execute(change)
  const check = (ids: readonly string[]) => {
    const unknown = ids.find((id) => !integrationExists(id))
    if (unknown !== undefined) refuse(`There is no integration called ${unknown}`, 'integrationIds')
    return [...new Set(ids)]
  }
  return {
    list: () => listSkills(db),
    get,
    async create(draft) {
      const id = randomUUID()
      const at = now().toISOString()
      const integrationIds = check(draft.integrationIds)
      await store(async (transaction) => {
        const active = draft.description !== '' && (await countActive(transaction)) < MOST_ACTIVE
        const handle = await freeHandle(transaction, draft.name, id)
        const skill: StoredSkill = { ...draft, id, handle, integrationIds, active, createdAt: at, updatedAt: at }
        await insertSkill(transaction, skill)
      })
      return id
    },
    async update(id, changes) {
      const added = changes.integrationIds
      const integrationIds = added && check(added)
      await store(async (transaction) => {
        const before = (await findSkill(transaction, id)) ?? notFound(id)
        const { name = before.name, description = before.description, instructions = before.instructions } = changes
        const handle = name === before.name ? before.handle : await freeHandle(transaction, name, id)
        await updateSkill(transaction, {
          ...before,
          ...{ name, handle, description, instructions },
          integrationIds: integrationIds ?? before.integrationIds,
          active: before.active && description !== '',
          updatedAt: now().toISOString(),
        })
      })
    },
    async setActive(id, active) {
      await store(async (transaction) => {
        const skill = (await findSkill(transaction, id)) ?? notFound(id)
        if (skill.active === active) return
        if (active && skill.description === '')
          refuse('A skill needs a description before it can be active', 'description')
        if (active && (await countActive(transaction)) >= MOST_ACTIVE)
          refuse(`At most ${MOST_ACTIVE} skills can be active; switch another one off first`, 'active')
        await updateSkill(transaction, { ...skill, active, updatedAt: now().toISOString() })
      })
    },
    async delete(id) {
      if (!(await deleteSkill(db, id))) notFound(id)
    },
  }
}

async function freeHandle(db: Kysely<WorkspaceDatabase>, name: string, id: string): Promise<string> {
  const wanted = toHandle(name)
  const taken = await handlesLike(db, wanted, id)
  let handle = wanted
  for (let suffix = 2; taken.has(handle); suffix++) handle = `${wanted}-${suffix}`
  return handle
}

function notFound(id: string): never {
  throw new AppFailure({ code: 'not-found', what: 'skill', id })
}

function refuse(message: string, field: string): never {
  throw new AppFailure({ code: 'invalid-input', message, field })
}
