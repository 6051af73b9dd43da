import { Kysely, sql } from 'kysely'
import { AppFailure } from '../../shared/errors'
import type { Connection } from './connection'
import { sqliteDialect } from './sqlite-dialect'

export type Migration = { up: (db: Kysely<unknown>) => Promise<void> }
export type NumberedMigration = Migration & { version: number }

type MigrationModule = { default: Migration }

/** Turns the modules of `import.meta.glob` into a list ordered by the number that starts each file's name. */
export function numberMigrations(modules: Record<string, MigrationModule>): NumberedMigration[] {
  return Object.entries(modules)
    .map(([path, module]) => ({ version: Number.parseInt(path.split('/').at(-1) ?? '', 10), up: module.default.up }))
    .sort((a, b) => a.version - b.version)
}

type MigrateOptions = {
  /** The file's name, for messages. */
  file: string
  migrations: NumberedMigration[]
  /** Written to the header, so that a file of another program is not taken for ours. */
  applicationId: number
  /** Called once before the first step when the file already holds something. */
  backup: (fromVersion: number) => Promise<void>
}

/**
 * Brings a database up to date, forward only. Each step and its version number are one transaction, so a kill leaves
 * either the old or the new schema. A file of a newer program is refused before anything is written.
 */
export async function migrate(connection: Connection, options: MigrateOptions): Promise<void> {
  const found = await pragmaNumber(connection, 'user_version')
  const known = options.migrations.at(-1)?.version ?? 0
  if (found > known) throw new AppFailure({ code: 'database-newer', file: options.file, found, known })
  const applicationId = await pragmaNumber(connection, 'application_id')
  if (found > 0 && applicationId !== options.applicationId)
    throw new AppFailure({ code: 'database-damaged', file: options.file })
  const pending = options.migrations.filter((migration) => migration.version > found)
  if (pending.length === 0) return
  if (found > 0) await options.backup(found)
  if (applicationId !== options.applicationId) await connection.exec(`pragma application_id = ${options.applicationId}`)
  // The dialect closes its connection when destroyed; the caller owns it, so it is left open here.
  const db = new Kysely<unknown>({ dialect: sqliteDialect(connection) })
  for (const migration of pending) {
    await db.transaction().execute(async (transaction) => {
      await migration.up(transaction)
      await sql.raw(`pragma user_version = ${migration.version}`).execute(transaction)
    })
  }
}

async function pragmaNumber(connection: Connection, name: string): Promise<number> {
  const [row] = await connection.all(`pragma ${name}`)
  return Number(row?.[name] ?? 0)
}
