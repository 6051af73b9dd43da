import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type OpenedWorkspace, openWorkspaceDatabase } from '../../../electron/db/open'
import { createRouter, type Router } from '../../../electron/ipc/router'
import { skillHandlers } from '../../../electron/skills/handlers'
import { createSkills } from '../../../electron/skills/skills'
import { skills as contract } from '../../../shared/contract/skills'
import type { Skill, SkillDraft } from '../../../shared/domain/skill'
import type { Result } from '../../../shared/result'

let folder: string
let opened: OpenedWorkspace
let router: Router
const KNOWN = ['jira', 'gmail', 'slack']

const open = async () => {
  opened = await openWorkspaceDatabase(join(folder, 'workspace.sqlite'))
  const skills = createSkills({ db: opened.db, integrationExists: (id) => KNOWN.includes(id), now: () => new Date() })
  const options = {
    onChanged: () => {},
    onUnexpected: (_path: string, _reference: string, error: unknown) => raise(error),
  }
  router = createRouter({ skills: contract }, { skills: skillHandlers(skills) }, options)
}
const raise = (error: unknown): never => {
  throw error
}
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-skills-'))
  await open()
})
afterEach(async () => {
  await opened.close()
  rmSync(folder, { recursive: true, force: true })
})

const DRAFT: SkillDraft = {
  name: 'Triage tickets!',
  description: 'For tickets',
  instructions: 'Do.',
  integrationIds: [],
}
const call = (name: string, input?: unknown) => router.invoke(`skills.${name}`, input)
const value = <T>(result: Result<unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value as T
}
const create = async (draft: Partial<SkillDraft> = {}) => value<string>(await call('create', { ...DRAFT, ...draft }))
const get = async (id: string) => value<Skill>(await call('get', { id }))

describe('skills', () => {
  it('keeps what was written over a restart, integrations in the order given', async () => {
    const id = await create({ integrationIds: ['slack', 'jira', 'gmail', 'jira'] })
    await opened.close()
    await open()
    expect(await get(id)).toMatchObject({
      ...DRAFT,
      handle: 'triage-tickets',
      active: true,
      integrationIds: ['slack', 'jira', 'gmail'],
    })
  })

  it('gives each skill a handle of its own, and a new one when it is renamed', async () => {
    const ids = [await create(), await create({ name: 'Triage: tickets' }), await create({ name: 'triage tickets' })]
    expect(await Promise.all(ids.map(async (id) => (await get(id)).handle))).toEqual([
      'triage-tickets',
      'triage-tickets-2',
      'triage-tickets-3',
    ])
    await call('update', { id: ids[1], name: 'Reply to mail' })
    expect((await get(ids[1] ?? '')).handle).toBe('reply-to-mail')
    await call('update', { id: ids[2], description: 'Other' })
    expect((await get(ids[2] ?? '')).handle).toBe('triage-tickets-3')
  })

  it('changes its hash with the instructions and the integrations, and with nothing else', async () => {
    const id = await create({ integrationIds: ['jira'] })
    const { hash } = await get(id)
    await call('update', { id, name: 'Other', description: 'Other' })
    expect((await get(id)).hash).toBe(hash)
    await call('update', { id, integrationIds: ['jira', 'gmail'] })
    const attached = (await get(id)).hash
    expect(attached).not.toBe(hash)
    await call('update', { id, instructions: 'Do!' })
    expect((await get(id)).hash).not.toBe(attached)
  })

  it('is not active without a description', async () => {
    const id = await create({ description: '' })
    expect((await get(id)).active).toBe(false)
    expect(await call('setActive', { id, active: true })).toEqual({
      ok: false,
      error: {
        code: 'invalid-input',
        field: 'description',
        message: 'A skill needs a description before it can be active',
      },
    })
    await call('update', { id, description: 'Now' })
    expect(await call('setActive', { id, active: true })).toMatchObject({ ok: true })
    await call('update', { id, description: ' ' })
    expect((await get(id)).active).toBe(false)
  })

  it('refuses an integration that does not exist, and stores nothing', async () => {
    const refused = { ok: false, error: { code: 'invalid-input', message: 'There is no integration called fax' } }
    expect(await call('create', { ...DRAFT, integrationIds: ['fax'] })).toMatchObject(refused)
    expect(value(await call('list'))).toEqual([])
    const id = await create({ integrationIds: ['jira'] })
    expect(await call('update', { id, name: 'New', integrationIds: ['fax'] })).toMatchObject(refused)
    expect(await get(id)).toMatchObject({ name: DRAFT.name, integrationIds: ['jira'] })
  })

  it('holds at most 20 active at a time', async () => {
    for (let index = 0; index < 20; index++) await create()
    const next = await create()
    expect((await get(next)).active).toBe(false)
    expect(await call('setActive', { id: next, active: true })).toMatchObject({ ok: false, error: { field: 'active' } })
  })

  it('is gone after it was deleted', async () => {
    const id = await create({ integrationIds: ['jira'] })
    expect(await call('delete', { id })).toMatchObject({ ok: true })
    for (const name of ['get', 'delete'])
      expect(await call(name, { id })).toMatchObject({ ok: false, error: { code: 'not-found', what: 'skill' } })
    expect(await opened.db.selectFrom('skill_integration').selectAll().execute()).toEqual([])
  })
})
