import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Kysely, sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openConnection } from '../../../electron/db/connection'
import { migrate, type NumberedMigration } from '../../../electron/db/migrate'
import { openTablesForReading, openTablesForWriting, openWorkspaceDatabase } from '../../../electron/db/open'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-db-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string) => join(folder, name)
const hash = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')

describe('opening a workspace', () => {
  it('makes the databases, in WAL with full synchronisation', async () => {
    const { db, close } = await openWorkspaceDatabase(at('workspace.sqlite'))
    const mode = await sql<{ journal_mode: string }>`pragma journal_mode`.execute(db)
    const synchronous = await sql<{ synchronous: number }>`pragma synchronous`.execute(db)
    expect([mode.rows[0]?.journal_mode, synchronous.rows[0]?.synchronous]).toEqual(['wal', 2])
    await close()
  })

  it('refuses a database of a newer version and leaves every byte of it', async () => {
    const file = at('workspace.sqlite')
    await (await openWorkspaceDatabase(file)).close()
    const connection = await openConnection(file, 'read-write')
    await connection.exec('pragma user_version = 99999')
    await connection.close()
    const before = hash(file)
    await expect(openWorkspaceDatabase(file)).rejects.toMatchObject({
      error: { code: 'database-newer', file: 'workspace.sqlite', found: 99_999 },
    })
    expect(hash(file)).toBe(before)
  })

  it('sets a file that is no database aside, and says so', async () => {
    const file = at('workspace.sqlite')
    writeFileSync(file, 'this is not a database, and long enough to have a header of its own'.repeat(100))
    const before = hash(file)
    await expect(openWorkspaceDatabase(file)).rejects.toMatchObject({ error: { code: 'database-damaged' } })
    const [kept] = readdirSync(folder).filter((name) => name.includes('.damaged-'))
    expect(hash(at(kept ?? ''))).toBe(before)
    await (await openWorkspaceDatabase(file)).close()
  })

  it('lets a reader of the records write nothing, not even another file', async () => {
    const writer = await openTablesForWriting(at('tables.sqlite'))
    const reader = await openTablesForReading(at('tables.sqlite'))
    await expect(reader.connection.exec('create table t (a)')).rejects.toThrow(/readonly/)
    await expect(reader.connection.run('vacuum into ?', [at('copy.sqlite')])).rejects.toThrow()
    await reader.close()
    await writer.close()
  })
})

describe('migrating', () => {
  const step = (version: number, statement: string): NumberedMigration => ({
    version,
    up: async (db: Kysely<unknown>) => void (await sql.raw(statement).execute(db)),
  })
  const options = (migrations: NumberedMigration[], backups: number[] = []) => ({
    file: 'x.sqlite',
    migrations,
    applicationId: 7,
    backup: async (from: number) => void backups.push(from),
  })

  it('backs an existing database up before the first step, a new one never', async () => {
    const connection = await openConnection(at('x.sqlite'), 'read-write')
    const backups: number[] = []
    await migrate(connection, options([step(10, 'create table a (x)')], backups))
    expect(backups).toEqual([])
    await migrate(connection, options([step(10, 'create table a (x)'), step(20, 'create table b (x)')], backups))
    expect(backups).toEqual([10])
    await connection.close()
  })

  it('leaves the schema before a step that fails', async () => {
    const connection = await openConnection(at('x.sqlite'), 'read-write')
    const steps = [step(10, 'create table a (x)'), step(20, 'create table a (x)')]
    await expect(migrate(connection, options(steps))).rejects.toThrow(/already exists/)
    expect(await connection.all('pragma user_version')).toEqual([{ user_version: 10 }])
    await connection.close()
  })
})
