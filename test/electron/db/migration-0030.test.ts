import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kysely } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { getDataConnection, listStreams } from '../../../electron/data-connections/queries'
import { listRuns } from '../../../electron/data-connections/run-queries'
import { type Connection, openConnection } from '../../../electron/db/connection'
import first from '../../../electron/db/migrations/workspace/0010-first'
import syncing from '../../../electron/db/migrations/workspace/0030-syncing'
import type { WorkspaceDatabase } from '../../../electron/db/schema'
import { sqliteDialect } from '../../../electron/db/sqlite-dialect'

let folder: string
let connection: Connection
let db: Kysely<WorkspaceDatabase>

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-migration-'))
  connection = await openConnection(join(folder, 'workspace.sqlite'), 'read-write')
  db = new Kysely<WorkspaceDatabase>({ dialect: sqliteDialect(connection) })
})
afterEach(async () => {
  await connection.close()
  rmSync(folder, { recursive: true, force: true })
})

it('keeps data connections, their streams and their history', async () => {
  const bare = new Kysely<unknown>({ dialect: sqliteDialect(connection) })
  await first.up(bare)
  await connection.exec(`
    insert into data_connection values ('c', 'Shop', 'postgres', '{"host":"h"}', null, 0, 0, null, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z');
    insert into data_stream values ('s', 'c', 'public.a', 't', 'a', '[{"name":"id","type":"integer","sourceType":"int4","primaryKey":true}]', 0, 3, '2026-01-01T00:00:00Z', null);
    insert into sync_run values ('r', 'c', 'full', 'manual', 'succeeded', '2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z',
      '[{"streamId":"s","name":"public.a","status":"succeeded","counts":{"read":3,"added":3,"changed":0,"unchanged":0,"deleted":0,"failed":0},"bytes":9,"durationMs":5,"failure":null}]', null);
    insert into sync_run values ('q', 'c', 'full', 'manual', 'failed', '2025-01-01T00:00:00Z', '2025-01-01T00:00:01Z', '[]', null)`)
  await syncing.up(bare)
  expect(await getDataConnection(db, 'c')).toMatchObject({
    isDraft: false,
    schedule: { kind: 'manual' },
    externalId: null,
  })
  expect(await listStreams(db, 'c')).toMatchObject([
    { tableId: 't', rows: 3, settings: { mode: 'full' }, lastFullReadAt: '2026-01-01T00:00:00Z' },
  ])
  expect((await listStreams(db, 'c'))[0]?.discovered.fields).toHaveLength(1)
  expect(await listRuns(db, 'c', 9)).toMatchObject([
    { id: 'r', streams: [{ counts: { added: 3 }, mode: 'full', requests: 0, cursorAfter: null, failedRequest: null }] },
    { id: 'q', streams: [] },
  ])
})
