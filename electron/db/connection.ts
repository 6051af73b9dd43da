import sqlite3 from 'sqlite3'

export type SqlValue = string | number | bigint | boolean | null | Buffer
export type SqlRow = Record<string, unknown>

/** One handle of one SQLite file, with promises. Statements on one handle run one after the other. */
export type Connection = {
  run(sql: string, parameters?: readonly SqlValue[]): Promise<{ changes: number; lastId: number }>
  all(sql: string, parameters?: readonly SqlValue[]): Promise<SqlRow[]>
  exec(sql: string): Promise<void>
  /** For a statement that runs many times: the others are prepared, run and finalized each time, with a turn of the loop for each. */
  prepare(sql: string): Promise<PreparedStatement>
  /** Stops the statement that is running now; it rejects with SQLITE_INTERRUPT. */
  interrupt(): void
  close(): Promise<void>
}

/** Finalize it before its handle is closed. */
export type PreparedStatement = {
  run(parameters: readonly SqlValue[]): Promise<void>
  finalize(): Promise<void>
}

/** A read-only handle cannot write to the file; it can have temporary tables, which are in memory. */
export type OpenMode = 'read-write' | 'read-only'

/**
 * Opens a file with the settings that every handle of ours has. WAL with synchronous=FULL: NORMAL was measured to lose
 * acknowledged commits on power loss.
 */
export async function openConnection(file: string, mode: OpenMode): Promise<Connection> {
  const flags = mode === 'read-only' ? sqlite3.OPEN_READONLY : sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE
  const database = await new Promise<sqlite3.Database>((resolve, reject) => {
    const opened: sqlite3.Database = new sqlite3.Database(file, flags, (error) =>
      error ? reject(error) : resolve(opened),
    )
  })
  const connection = wrap(database)
  database.configure('busyTimeout', 5000)
  // What only reads attaches no other file, nor writes one by `vacuum into`.
  if (mode === 'read-only') database.configure('limit', sqlite3.LIMIT_ATTACHED, 0)
  try {
    if (mode === 'read-write') await connection.exec('pragma journal_mode = WAL')
    await connection.exec(
      'pragma synchronous = FULL; pragma foreign_keys = ON; pragma trusted_schema = OFF; pragma cell_size_check = ON; pragma secure_delete = ON; pragma temp_store = MEMORY',
    )
  } catch (error) {
    await connection.close()
    throw error
  }
  return connection
}

function wrap(database: sqlite3.Database): Connection {
  return {
    run: (sql, parameters = []) =>
      new Promise((resolve, reject) => {
        database.run(sql, parameters, function (this: sqlite3.RunResult, error: Error | null) {
          if (error) reject(error)
          else resolve({ changes: this.changes, lastId: this.lastID })
        })
      }),
    all: (sql, parameters = []) =>
      new Promise((resolve, reject) => {
        database.all<SqlRow>(sql, parameters, (error, rows) => (error ? reject(error) : resolve(rows)))
      }),
    exec: (sql) => new Promise((resolve, reject) => database.exec(sql, (error) => (error ? reject(error) : resolve()))),
    prepare: (sql) =>
      new Promise((resolve, reject) => {
        const statement: sqlite3.Statement = database.prepare(sql, (error: Error | null) =>
          error ? reject(error) : resolve(wrapStatement(statement)),
        )
      }),
    interrupt: () => database.interrupt(),
    close: () => new Promise((resolve, reject) => database.close((error) => (error ? reject(error) : resolve()))),
  }
}

const wrapStatement = (statement: sqlite3.Statement): PreparedStatement => ({
  run: (parameters) =>
    new Promise((resolve, reject) => {
      statement.run(parameters, (error: Error | null) => (error ? reject(error) : resolve()))
    }),
  finalize: () => new Promise((resolve) => statement.finalize(() => resolve())),
})
