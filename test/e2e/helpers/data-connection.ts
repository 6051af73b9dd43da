import type { Page } from '@playwright/test'
import { ask, call } from './call'

type Typed = { config: Record<string, string>; password: string }
type Tables = Record<string, string>

const draftOf = (page: Page, { config, password }: Typed) =>
  call(page, 'dataConnections', 'draft', {
    sourceId: 'postgres',
    config: { auth: 'fields', ...config },
    secrets: { password },
  })

/** What a check of these credentials comes to. */
export const checkPostgres = async (page: Page, typed: Typed) =>
  ask(page, 'dataConnections', 'check', { id: await draftOf(page, typed) })

/** A data connection that reads everything each time, and syncs when it is told to; its first sync is under way. */
export async function addPostgres(page: Page, typed: Typed & { name: string; tables: Tables }): Promise<string> {
  const id = await draftOf(page, typed)
  const settings = { mode: 'full' as const, fields: null, filters: [], cursorField: null, deletes: 'remove' as const }
  await call(page, 'dataConnections', 'create', {
    id,
    name: typed.name,
    schedule: { kind: 'manual' },
    streams: Object.entries(typed.tables).map(([name, tableName]) => ({
      name,
      target: { kind: 'new' as const, tableName },
      settings,
    })),
  })
  return id
}

/** Resolves once nothing of it runs any more. */
export async function untilSynced(page: Page, id: string): Promise<string> {
  for (;;) {
    const { status } = await call(page, 'dataConnections', 'get', { id })
    if (status !== 'syncing' && status !== 'queued') return status
    await page.waitForTimeout(50)
  }
}
