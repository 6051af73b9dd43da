import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { Connection, SqlValue } from './connection'

/**
 * Kysely over one async sqlite3 handle. The handle is lent to one caller at a time: with an async driver the queries of
 * others would otherwise land inside an open transaction. So inside `db.transaction()` only the transaction may be used.
 */
export const sqliteDialect = (connection: Connection): Dialect => ({
  createAdapter: () => new SqliteAdapter(),
  createDriver: () => sqliteDriver(connection),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
})

function sqliteDriver(connection: Connection): Driver {
  const lent: DatabaseConnection = { executeQuery: (query) => execute(connection, query), streamQuery: refuseStreaming }
  let last: Promise<void> = Promise.resolve()
  const releases: (() => void)[] = []
  return {
    init: async () => {},
    async acquireConnection() {
      const before = last
      last = new Promise((release) => releases.push(release))
      await before
      return lent
    },
    beginTransaction: (held) => discard(held.executeQuery(CompiledQuery.raw('begin immediate'))),
    commitTransaction: (held) => discard(held.executeQuery(CompiledQuery.raw('commit'))),
    async rollbackTransaction(held) {
      // A full disk makes SQLite roll back by itself; then there is nothing left to roll back.
      await held.executeQuery(CompiledQuery.raw('rollback')).catch(() => undefined)
    },
    releaseConnection: async () => releases.shift()?.(),
    destroy: () => connection.close(),
  }
}

async function execute<R>(connection: Connection, query: CompiledQuery): Promise<QueryResult<R>> {
  const parameters = query.parameters as SqlValue[]
  const kind = query.query.kind
  const writes = kind === 'InsertQueryNode' || kind === 'UpdateQueryNode' || kind === 'DeleteQueryNode'
  if (writes && !/\breturning\b/i.test(query.sql)) {
    const { changes, lastId } = await connection.run(query.sql, parameters)
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastId) }
  }
  return { rows: (await connection.all(query.sql, parameters)) as R[] }
}

const discard = async (result: Promise<unknown>): Promise<void> => {
  await result
}

// biome-ignore lint/correctness/useYield: Kysely wants a generator; nothing here streams.
async function* refuseStreaming(): AsyncGenerator<never> {
  throw new Error('Streaming is not offered by this dialect; read in pages.')
}
