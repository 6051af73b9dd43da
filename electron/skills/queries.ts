import { createHash } from 'node:crypto'
import type { Kysely, Selectable } from 'kysely'
import type { Skill, SkillDraft } from '../../shared/domain/skill'
import type { WorkspaceDatabase } from '../db/schema'

type Db = Kysely<WorkspaceDatabase>
type Row = Selectable<WorkspaceDatabase['skill']>

/** A skill as it is stored; its hash is computed when it is read. */
export type StoredSkill = Omit<Skill, 'hash'>

export async function listSkills(db: Db): Promise<Skill[]> {
  const rows = await db.selectFrom('skill').selectAll().orderBy('name').orderBy('id').execute()
  const attached = await db.selectFrom('skill_integration').selectAll().orderBy('position').execute()
  return rows.map((row) =>
    toSkill(
      row,
      attached.filter((one) => one.skill_id === row.id).map((one) => one.integration_id),
    ),
  )
}

export async function findSkill(db: Db, id: string): Promise<Skill | null> {
  const row = await db.selectFrom('skill').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) return null
  const attached = await db
    .selectFrom('skill_integration')
    .select('integration_id')
    .where('skill_id', '=', id)
    .orderBy('position')
    .execute()
  return toSkill(
    row,
    attached.map((one) => one.integration_id),
  )
}

export async function insertSkill(db: Db, skill: StoredSkill): Promise<void> {
  await db
    .insertInto('skill')
    .values({ id: skill.id, created_at: skill.createdAt, ...columnsOf(skill) })
    .execute()
  await replaceIntegrations(db, skill)
}

export async function updateSkill(db: Db, skill: StoredSkill): Promise<void> {
  await db.updateTable('skill').set(columnsOf(skill)).where('id', '=', skill.id).execute()
  await replaceIntegrations(db, skill)
}

/** Returns false when there is no such skill. */
export async function deleteSkill(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('skill').where('id', '=', id).executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** Handles that start like this one, of all skills but the given one. */
export async function handlesLike(db: Db, handle: string, exceptId: string): Promise<Set<string>> {
  const rows = await db.selectFrom('skill').select('handle').where('id', '!=', exceptId).execute()
  return new Set(rows.map((row) => row.handle).filter((taken) => taken.startsWith(handle)))
}

export async function countActive(db: Db): Promise<number> {
  const rows = await db.selectFrom('skill').select('id').where('active', '=', 1).execute()
  return rows.length
}

async function replaceIntegrations(db: Db, { id, integrationIds }: StoredSkill): Promise<void> {
  await db.deleteFrom('skill_integration').where('skill_id', '=', id).execute()
  if (integrationIds.length === 0) return
  const rows = integrationIds.map((integrationId, position) => ({
    skill_id: id,
    integration_id: integrationId,
    position,
  }))
  await db.insertInto('skill_integration').values(rows).execute()
}

const columnsOf = (skill: StoredSkill) => ({
  name: skill.name,
  handle: skill.handle,
  description: skill.description,
  instructions: skill.instructions,
  active: skill.active ? 1 : 0,
  updated_at: skill.updatedAt,
})

function toSkill(row: Row, integrationIds: string[]): Skill {
  return {
    id: row.id,
    name: row.name,
    handle: row.handle,
    description: row.description,
    instructions: row.instructions,
    integrationIds,
    active: row.active === 1,
    hash: hashOf({ instructions: row.instructions, integrationIds }),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

const hashOf = ({ instructions, integrationIds }: Pick<SkillDraft, 'instructions' | 'integrationIds'>): string =>
  createHash('sha256')
    .update(JSON.stringify([instructions, integrationIds]))
    .digest('hex')
