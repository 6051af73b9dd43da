import type { Client } from 'pg'
import { z } from 'zod'
import type { StreamField } from '../../../shared/domain/data-connection'
import type { FieldType } from '../../../shared/domain/table'

const Column = z.object({
  name: z.string(),
  type: z.string(),
  base: z.string(),
  /** The base type as SQL spells it, without a length: what a parameter is cast to. */
  cast: z.string(),
  kind: z.string(),
  category: z.string(),
  /** Whether the type is one of PostgreSQL itself, so that its operators are found under any search path. */
  builtIn: z.boolean(),
  notNull: z.boolean(),
})
/** Without those on a part of the rows. Null stands for an expression. */
const Index = z.object({ primary: z.boolean(), unique: z.boolean(), columns: z.array(z.string().nullable()) })
const parsed = <T extends z.ZodType>(schema: T) =>
  z.string().transform((text): z.infer<T> => schema.parse(JSON.parse(text)))

/** A relation that may be read, with its columns in order. Read with the raw parsers, so numbers are texts here. */
const Relation = z.object({
  schema: z.string(),
  name: z.string(),
  /** `pg_class.relkind`. */
  kind: z.string(),
  /** How SQL spells it, quoted where needed. */
  qualified: z.string(),
  estimate: z.coerce.number(),
  columns: parsed(z.array(Column)),
  indexes: parsed(z.array(Index)),
})
export type Relation = z.infer<typeof Relation>
export type Column = z.infer<typeof Column>

/** Tables, partitioned tables (never their partitions), views, materialised views and foreign tables. */
const relationsSql = (columnCondition: string): string => `
with recursive base_of (type, base) as (
  select oid, oid from pg_catalog.pg_type where typtype <> 'd'
  union all
  select d.oid, b.base from pg_catalog.pg_type d join base_of b on d.typtype = 'd' and d.typbasetype = b.type
)
select n.nspname as schema, c.relname as name, c.relkind as kind, c.reltuples::int8 as estimate,
  pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as qualified,
  (select coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
      'name', a.attname, 'type', pg_catalog.format_type(a.atttypid, a.atttypmod), 'base', t.typname,
      'cast', pg_catalog.format_type(t.oid, -1), 'kind', t.typtype, 'category', t.typcategory,
      'builtIn', t.typnamespace = 'pg_catalog'::pg_catalog.regnamespace, 'notNull', a.attnotnull) order by a.attnum), '[]')
    from pg_catalog.pg_attribute a join base_of b on b.type = a.atttypid join pg_catalog.pg_type t on t.oid = b.base
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped ${columnCondition})::text as columns,
  (select coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
      'primary', i.indisprimary, 'unique', i.indisunique, 'columns',
      (select pg_catalog.json_agg(a.attname order by k.place)
        from pg_catalog.unnest(i.indkey::int2[]) with ordinality as k (attnum, place)
        left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum and k.attnum > 0
        where k.place <= i.indnkeyatts)) order by i.indisprimary desc, i.indnkeyatts, i.indexrelid), '[]')
    from pg_catalog.pg_index i where i.indrelid = c.oid and i.indisvalid and i.indpred is null)::text as indexes
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
  and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'`

/** Those with columns that the user may read, and only those columns. */
export async function listRelations(client: Client): Promise<Relation[]> {
  const readable = "and pg_catalog.has_column_privilege(c.oid, a.attnum, 'select')"
  const { rows } = await client.query(
    `${relationsSql(readable)} and pg_catalog.has_schema_privilege(n.oid, 'usage')
       and pg_catalog.has_any_column_privilege(c.oid, 'select') order by n.nspname, c.relname`,
  )
  return rows.map((row) => Relation.parse(row)).filter((relation) => relation.columns.length > 0)
}

/** Also when it may not be read, so that reading it says why. */
export async function findRelation(client: Client, qualified: string): Promise<Relation | undefined> {
  const named = "and pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) = $1"
  const { rows } = await client.query(`${relationsSql('')} ${named}`, [qualified])
  return rows[0] && Relation.parse(rows[0])
}

/** What tells records apart: the primary key, or else the smallest unique index over columns that are never null. */
export function keyOfRelation({ indexes, columns }: Relation): Column[] {
  const named = new Map(columns.map((column) => [column.name, column]))
  for (const { primary, unique, columns: names } of indexes) {
    const key = names.map((name) => named.get(name ?? ''))
    if (unique && key.every((column) => column !== undefined && (primary || column.notNull)))
      return key.filter((column) => column !== undefined)
  }
  return []
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

export const toStreamField = (column: Column, primaryKey: boolean): StreamField => ({
  name: column.name,
  type: fieldType(column),
  sourceType: column.type,
  primaryKey,
})

function fieldType({ base, kind, category }: Column): FieldType {
  if (category === 'A' || kind === 'c') return 'json'
  return kind === 'e' ? 'select' : (TYPES[base] ?? 'text')
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** How a column is asked for: what has no plain text of its own as JSON, truth as 0 and 1. */
export function selectSql({ name, base, kind, category }: Column): string {
  if (category === 'A' || kind === 'c') return `pg_catalog.to_jsonb(${quoted(name)})::pg_catalog.text`
  return base === 'bool' ? `${quoted(name)}::pg_catalog.int4` : quoted(name)
}

/** Something that records are ordered or compared by, and how a text that stands for its value is written. */
export type Term = { sql: string; cast: string; asSelected: boolean }

/** By the column itself where what is selected can be read back as its value, else by the text of it. */
export function termOf(column: Column): Term {
  const { kind, category, builtIn, cast, name } = column
  const asSelected = category !== 'A' && kind !== 'c' && (builtIn || kind === 'e')
  return asSelected ? { sql: quoted(name), cast, asSelected } : textTerm(quoted(name))
}

const textTerm = (sql: string): Term => ({
  sql: `(${sql}::pg_catalog.text collate "C")`,
  cast: 'pg_catalog.text',
  asSelected: false,
})

const WITHOUT_ORDER = new Set('json jsonb xml point line lseg box path polygon circle xid cid'.split(' '))

/** What a filter compares: where a type has no order, or is shown as JSON, that is the text that a person sees. */
export function filterTerm(column: Column): Term {
  const term = termOf(column)
  return term.asSelected && !WITHOUT_ORDER.has(column.base) ? term : textTerm(selectSql(column))
}
