import type { Client } from 'pg'
import { z } from 'zod'
import type { StreamField } from '../../../shared/domain/data-connection'
import type { FieldType } from '../../../shared/domain/table'

/** A relation that may be read, with its columns in order. Read with the raw parsers, so numbers are texts here. */
const Relation = z.object({
  oid: z.string(),
  schema: z.string(),
  name: z.string(),
  /** How SQL spells it, quoted where needed. */
  qualified: z.string(),
  estimate: z.coerce.number(),
  columns: z.string().transform((text) => Columns.parse(JSON.parse(text))),
})
const Column = z.object({
  name: z.string(),
  type: z.string(),
  base: z.string(),
  kind: z.string(),
  category: z.string(),
  key: z.boolean(),
})
const Columns = z.array(Column)
export type Relation = z.infer<typeof Relation>
type Column = z.infer<typeof Column>

/** Tables, partitioned tables (never their partitions), views, materialised views and foreign tables. */
const RELATIONS = `
with recursive base_of (type, base) as (
  select oid, oid from pg_catalog.pg_type where typtype <> 'd'
  union all
  select d.oid, b.base from pg_catalog.pg_type d join base_of b on d.typtype = 'd' and d.typbasetype = b.type
)
select c.oid::text as oid, n.nspname as schema, c.relname as name, c.reltuples::int8 as estimate,
  pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as qualified,
  (select coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
      'name', a.attname, 'type', pg_catalog.format_type(a.atttypid, a.atttypmod), 'base', t.typname,
      'kind', t.typtype, 'category', t.typcategory, 'key', coalesce(a.attnum = any (i.indkey), false)) order by a.attnum), '[]')
    from pg_catalog.pg_attribute a join base_of b on b.type = a.atttypid join pg_catalog.pg_type t on t.oid = b.base
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)::text as columns
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_index i on i.indrelid = c.oid and i.indisprimary
where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
  and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
  and pg_catalog.has_schema_privilege(n.oid, 'usage')`

export async function listRelations(client: Client): Promise<Relation[]> {
  const readable = "and pg_catalog.has_table_privilege(c.oid, 'select')"
  const { rows } = await client.query(`${RELATIONS} ${readable} order by n.nspname, c.relname`)
  return rows.map((row) => Relation.parse(row)).filter((relation) => relation.columns.length > 0)
}

export async function findRelation(client: Client, qualified: string): Promise<Relation | undefined> {
  const named = "and pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) = $1"
  const { rows } = await client.query(`${RELATIONS} ${named}`, [qualified])
  return rows[0] && Relation.parse(rows[0])
}

const TYPES: Record<string, FieldType> = {
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  oid: 'integer',
  float4: 'number',
  float8: 'number',
  numeric: 'number',
  bool: 'boolean',
  date: 'date',
  timestamp: 'datetime',
  timestamptz: 'datetime',
  json: 'json',
  jsonb: 'json',
}

export const toStreamField = (column: Column): StreamField => ({
  name: column.name,
  type: fieldType(column),
  sourceType: column.type,
  primaryKey: column.key,
})

function fieldType({ base, kind, category }: Column): FieldType {
  if (category === 'A' || kind === 'c') return 'json'
  return kind === 'e' ? 'select' : (TYPES[base] ?? 'text')
}

/** How a column is asked for: what has no plain text of its own as JSON, truth as 0 and 1. */
export function selectSql({ name, base, kind, category }: Column): string {
  const column = `"${name.replaceAll('"', '""')}"`
  if (category === 'A' || kind === 'c') return `pg_catalog.to_jsonb(${column})::pg_catalog.text`
  return base === 'bool' ? `${column}::pg_catalog.int4` : column
}
