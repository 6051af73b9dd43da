import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Kysely } from 'kysely'
import { AppFailure } from '../../shared/errors'
import { type Connection, openConnection } from './connection'
import { migrate, type NumberedMigration, numberMigrations } from './migrate'
import type { TablesDatabase, WorkspaceDatabase } from './schema'
import { sqliteDialect } from './sqlite-dialect'

const WORKSPACE_ID = 0x50425753
const TABLES_ID = 0x50425442
const BACKUPS_KEPT = 5

const workspaceMigrations = numberMigrations(import.meta.glob('./migrations/workspace/*.ts', { eager: true }))
const tablesMigrations = numberMigrations(import.meta.glob('./migrations/tables/*.ts', { eager: true }))

export type OpenedWorkspace = { db: Kysely<WorkspaceDatabase>; close: () => Promise<void> }
export type OpenedTables = { db: Kysely<TablesDatabase>; connection: Connection; close: () => Promise<void> }

/** Opens the state of the workspace. Fails with `database-newer` or `database-damaged`, in both cases without writing. */
export async function openWorkspaceDatabase(file: string): Promise<OpenedWorkspace> {
  const connection = await openMigrated(file, workspaceMigrations, WORKSPACE_ID)
  const db = new Kysely<WorkspaceDatabase>({ dialect: sqliteDialect(connection) })
  return { db, close: () => db.destroy() }
}

/** Opens the records for writing. Only the data worker does, so that single writes and sync batches queue in one place. */
export async function openTablesForWriting(file: string): Promise<OpenedTables> {
  return openTables(await openMigrated(file, tablesMigrations, TABLES_ID))
}

/** Opens the records for reading, once the data worker has opened them. */
export async function openTablesForReading(file: string): Promise<OpenedTables> {
  return openTables(await openConnection(file, 'read-only'))
}

function openTables(connection: Connection): OpenedTables {
  const db = new Kysely<TablesDatabase>({ dialect: sqliteDialect(connection) })
  return { db, connection, close: () => db.destroy() }
}

async function openMigrated(file: string, migrations: NumberedMigration[], applicationId: number): Promise<Connection> {
  const name = basename(file)
  const connection = await openConnection(file, 'read-write').catch((error: unknown) => setAside(file, error))
  try {
    await migrate(connection, {
      file: name,
      migrations,
      applicationId,
      backup: (version) => backup(connection, file, version),
    })
  } catch (error) {
    await connection.close()
    throw error
  }
  return connection
}

/** A file that is not a database is kept under another name, never deleted; opening it again starts a new one. */
function setAside(file: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code !== 'SQLITE_NOTADB' && code !== 'SQLITE_CORRUPT') throw error
  const suffix = `.damaged-${new Date().toISOString().replace(/[:.]/g, '-')}`
  for (const part of ['', '-wal', '-shm']) if (existsSync(file + part)) renameSync(file + part, file + suffix + part)
  throw new AppFailure({ code: 'database-damaged', file: basename(file) })
}

async function backup(connection: Connection, file: string, version: number): Promise<void> {
  const folder = join(dirname(file), 'backups')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const name = basename(file, '.sqlite')
  const stamp = new Date().toISOString().replace(/[:.]/g, '-')
  await connection.run('vacuum into ?', [join(folder, `${name}-v${version}-${stamp}.sqlite`)])
  const old = readdirSync(folder)
    .filter((entry) => entry.startsWith(`${name}-v`))
    .sort()
  for (const entry of old.slice(0, -BACKUPS_KEPT)) rmSync(join(folder, entry))
}
