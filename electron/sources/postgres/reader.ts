import type { Client } from 'pg'
import type { Identity, ReadOptions, Selection, SourceCredentials, SourceReader } from '../define'
import { addressOf } from './address'
import { changesPart, horizonOf } from './changes'
import { type Column, findRelation, type Relation } from './columns'
import { discoverStreams } from './discover'
import { findGone } from './gone'
import { readPages } from './pages'
import { buildQuery, changed, columnOf, keyColumns, keyFields, type Part } from './query'
import { createSessions, realWaiting, type Waiting } from './repeat'

/**
 * `horizon` is where the next window may start after all that is visible now was read, as the cursor spells it: for
 * numbers and transactions there is no other way to know, and for times the clock of the server is the one that counts.
 */
export type PostgresReader = SourceReader & {
  horizon(selection: Selection): Promise<string>
  confirmGone(selection: Selection, keys: string[][]): Promise<string[][]>
}

export function openPostgres(
  credentials: SourceCredentials,
  options: ReadOptions,
  waiting: Waiting = realWaiting,
): PostgresReader {
  const ended = new AbortController()
  const signal = AbortSignal.any([options.signal, ended.signal])
  const sessions = createSessions({ credentials, signal, waiting })
  return {
    check: () => sessions.tryOut((client) => whoIsIt(client, credentials)),
    discover: () => sessions.ask(discoverStreams),
    snapshot: (selection, resume) =>
      sessions.read(resume, async function* (client, after) {
        const relation = await relationOf(client, selection)
        const query = buildQuery(
          relation,
          shownOf(relation, selection),
          selection.filters,
          allPart(relation, selection),
          after,
        )
        yield* readPages(client, query, signal)
      }),
    changes: (selection, window, resume) =>
      sessions.read(resume, async function* (client, after) {
        const relation = await relationOf(client, selection)
        const part = await changesPart(client, relation, selection, window, after)
        yield* readPages(
          client,
          buildQuery(relation, shownOf(relation, selection), selection.filters, part, after),
          signal,
        )
      }),
    keys: (selection, resume) =>
      sessions.read(resume, async function* (client, after) {
        const relation = await relationOf(client, selection)
        const part = allPart(relation, selection)
        const shown = keyFields(relation, selection)
        if (shown.length === 0) throw changed(`the key of ${relation.qualified}`)
        yield* readPages(client, buildQuery(relation, shown, selection.filters, part, after), signal)
      }),
    confirmGone: (selection, keys) =>
      sessions.ask(async (client) => findGone(client, await relationOf(client, selection), selection, keys)),
    horizon: (selection) =>
      sessions.ask(async (client) => horizonOf(client, await relationOf(client, selection), selection)),
    close: async () => ended.abort(),
  }
}

/** The system's identifier and the database's number survive other names and addresses of the same database. */
async function whoIsIt(client: Client, credentials: SourceCredentials): Promise<Identity> {
  const { rows } = await client.query(
    `select current_user || '@' || current_database() as identity, current_database() as name,
      (select oid from pg_catalog.pg_database where datname = current_database()) as oid,
      pg_catalog.has_function_privilege(pg_catalog.to_regprocedure('pg_catalog.pg_control_system()')::oid, 'execute')::text as readable`,
  )
  const { identity, name, oid, readable } = rows[0] ?? {}
  const system =
    readable === 'true' ? await client.query('select system_identifier from pg_catalog.pg_control_system()') : null
  const { host, port } = addressOf(credentials)
  const place = system ? system.rows[0]?.system_identifier : `${host}:${port}/${name}`
  return { identity: String(identity), externalId: `${place}/${oid}`, testMode: false }
}

async function relationOf(client: Client, { stream }: Selection): Promise<Relation> {
  const relation = await findRelation(client, stream.name)
  if (!relation) throw changed(`relation ${stream.name} does not exist`)
  return relation
}

const shownOf = (relation: Relation, { fields }: Selection): Column[] =>
  fields.map(({ name }) => columnOf(relation, name))

const allPart = (relation: Relation, selection: Selection): Part => ({
  order: keyColumns(relation, selection),
  conditions: () => [],
})
