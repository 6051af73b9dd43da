import type { Client } from 'pg'
import type { Selection } from '../define'
import { type Column, type Relation, selectSql, termOf } from './columns'
import { type Bind, filterSql, keyFields } from './query'

/** Of these keys, those of which there is no record, or none that passes the filters. */
export async function findGone(
  client: Client,
  relation: Relation,
  selection: Selection,
  keys: string[][],
): Promise<string[][]> {
  const values = [JSON.stringify(keys)]
  const bind: Bind = (value) => `$${values.push(value)}`
  const same = keyFields(relation, selection).map((column, index) => equals(column, `(patchbay.key ->> ${index})`))
  const passed = selection.filters.map((filter) => filterSql(relation, filter, bind))
  const { rows } = await client.query(
    `select patchbay.place - 1 as place from pg_catalog.jsonb_array_elements($1::jsonb) with ordinality as patchbay (key, place)
     where not exists (select 1 from ${relation.qualified} where ${[...same, ...passed].join(' and ')})`,
    values,
  )
  const places = new Set(rows.map(({ place }) => Number(place)))
  return keys.filter((_, index) => places.has(index))
}

function equals(column: Column, text: string): string {
  const { sql, cast, asSelected } = termOf(column)
  return asSelected ? `${sql} = ${text}::${cast}` : `${selectSql(column)}::pg_catalog.text = ${text}`
}
