import { sql } from 'kysely'
import { recordsTable } from '../columns'
import type { StoredTable } from '../stored-tables'
import type { Ask } from './ask'

const LONGEST = 80
const NAMING = new Set(['text', 'email', 'select'])

export type Labelled = { id: number; label: string }

/** How people would call these records: the first thing that is said in words. Those that are gone are left out. */
export async function readLabels(ask: Ask, table: StoredTable, ids: readonly number[]): Promise<Labelled[]> {
  if (ids.length === 0) return []
  const rows =
    await ask(sql`select _id, ${sql.raw(labelSql(table))} as label from ${sql.raw(recordsTable(table.number))}
    where _id in (select value from json_each(${JSON.stringify(ids)}))`)
  const labels = new Map(rows.map((row) => [Number(row._id), row.label]))
  return [...new Set(ids)].flatMap((id) => {
    const label = labels.get(id)
    if (label === undefined) return []
    return [{ id, label: typeof label === 'string' ? shorten(label) : `Record ${id}` }]
  })
}

const labelSql = ({ fields }: StoredTable): string => {
  const texts = fields.filter(({ type }) => NAMING.has(type)).map(({ column }) => `nullif(trim(${column}), '')`)
  return `substr(coalesce(${[...texts, 'null', 'null'].join(', ')}), 1, ${LONGEST * 2})`
}

export function shorten(text: string): string {
  const characters = [...text.replace(/\s+/g, ' ').trim()]
  return characters.length <= LONGEST ? characters.join('') : `${characters.slice(0, LONGEST - 1).join('')}…`
}
