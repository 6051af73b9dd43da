import type { Client } from 'pg'
import type { JsonValue } from '../../../shared/domain/common'
import { type Selection, SourceProblem, type Window } from '../define'
import { type Column, type Relation, termOf } from './columns'
import { afterOf, columnOf, keyColumns, type Part } from './query'
import { APPLICATION } from './session'

/** The hidden column with the transaction that wrote a row: a cursor for tables that have no other. */
export const XMIN = 'xmin'

/** The lower 32 bits are what a row holds; a cursor as far back as half of them cannot be compared any more. */
const HALF_OF_XIDS = 2n ** 31n
const MARGIN = 2n ** 20n
const WHOLE = /^-?\d{1,20}$/

function cursorOf(relation: Relation, { stream }: Selection): Column | typeof XMIN {
  const name = stream.cursorField
  if (name === null)
    throw new SourceProblem({ kind: 'fatal', message: `${stream.label} has no field that tells what changed` })
  return name === XMIN && !relation.columns.some((column) => column.name === XMIN) ? XMIN : columnOf(relation, name)
}

/**
 * From the start of the window, which is included, up to everything that is there. What is newer than the window's end
 * comes again with the next one; so no stamp from the future, or of another time zone, is ever passed over. Records
 * without a value in the cursor are not among them. A start that is not in the cursor's own words means all records.
 */
export async function changesPart(
  client: Client,
  relation: Relation,
  selection: Selection,
  { from }: Window,
  resume: JsonValue,
): Promise<Part> {
  const cursor = cursorOf(relation, selection)
  const key = keyColumns(relation, selection)
  if (cursor === XMIN) {
    const since = await comparableXid(client, from)
    return { order: key, conditions: () => (since === null ? [] : [xminSince(since)]) }
  }
  const { sql, cast } = termOf(cursor)
  const order = [cursor, ...key.filter((column) => column !== cursor)]
  const after = afterOf(resume)
  // The last place is a better start than that of the window: an index on the cursor alone can use it.
  const last = after?.length === order.length ? after[0] : undefined
  const start = last ?? (isTime(cursor) || WHOLE.test(from) ? from : null)
  return {
    order,
    conditions: (bind) => [start === null ? `${sql} is not null` : `${sql} >= ${bind(start)}::${cast}`],
  }
}

/** Up to where nothing can still appear that was not visible at this moment, as the cursor spells it. */
export async function horizonOf(client: Client, relation: Relation, selection: Selection): Promise<string> {
  const cursor = cursorOf(relation, selection)
  if (cursor === XMIN) return (await currentXid(client)).toString()
  const { sql } = termOf(cursor)
  if (!isTime(cursor)) return behindNumber(await one(client, `select max(${sql}) as value from ${relation.qualified}`))
  if (cursor.base === 'timestamptz') return one(client, `select ${SETTLED} as value`)
  // Nobody says which zone a time without one is in: the newest that is there, unless it is ahead of every clock that counts.
  const newest = await one(
    client,
    `select least((select max(${sql}) from ${relation.qualified}), greatest(t.settled at time zone 'UTC', t.settled at time zone
      (select reset_val from pg_catalog.pg_settings where name = 'TimeZone'))) as value from (select ${SETTLED} as settled) t`,
  )
  if (!Number.isNaN(Date.parse(newest))) return `${newest}Z`
  return one(client, `select ${SETTLED} - interval '1 day' as value`)
}

const isTime = ({ base }: Column): boolean => base === 'timestamptz' || base === 'timestamp'

/** When the oldest transaction began that may still write; those of other users are visible to `pg_read_all_stats` only. */
const SETTLED = `least(pg_catalog.now(), (select min(xact_start) from pg_catalog.pg_stat_activity
  where datname = pg_catalog.current_database() and backend_type = 'client backend'
    and pid <> pg_catalog.pg_backend_pid() and application_name <> '${APPLICATION}'))`

/** Numbers are given out before they are committed: so far back they are read again. Larger ones are likely to be times. */
function behindNumber(text: string): string {
  if (!WHOLE.test(text)) return '0'
  const newest = BigInt(text)
  const lookback = [10n ** 17n, 10n ** 14n, 10n ** 11n].findIndex((size) => newest >= size)
  return (newest - ([300n * 10n ** 9n, 300n * 10n ** 6n, 300n * 10n ** 3n][lookback] ?? 1000n)).toString()
}

/** The oldest transaction that is still under way. All before it are visible, or never will be. */
const currentXid = async (client: Client): Promise<bigint> =>
  BigInt(await one(client, 'select pg_catalog.txid_snapshot_xmin(pg_catalog.txid_current_snapshot()) as value'))

/** Null when rows cannot be compared with it: it is of another server, or too long ago. */
async function comparableXid(client: Client, from: string): Promise<bigint | null> {
  if (!WHOLE.test(from)) return null
  const since = BigInt(from)
  const age = (await currentXid(client)) - since
  return age >= 0n && age < HALF_OF_XIDS - MARGIN ? since % 2n ** 32n : null
}

/** Numbers of transactions start again after 2^32, so it is the signed distance that counts. Below 3 they have no order. */
const xminSince = (xid: bigint): string => `(((xmin::text::int8 - ${xid}) << 32) >> 32) >= 0 and xmin::text::int8 >= 3`

async function one(client: Client, text: string): Promise<string> {
  const { rows } = await client.query(text)
  return String(rows[0]?.value ?? '')
}
