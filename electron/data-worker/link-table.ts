import type { StreamField } from '../../shared/domain/data-connection'
import { labelOf } from '../../shared/domain/field-label'
import { SourceProblem } from '../sources/define'
import { recordsTable, type StoredField } from '../tables/columns'
import { getStoredTable, type StoredTable, settingsJson, type TablesDb } from '../tables/stored-tables'
import { createFieldIndexes, dropFieldIndexes } from '../tables/structure/field-indexes'
import { statementsOf } from '../tables/structure/statements'
import { isSameName } from './field-names'
import type { StreamTable, Wanted } from './stream-table'

export const refused = (message: string): SourceProblem => new SourceProblem({ kind: 'stream-unavailable', message })

/**
 * A table made by hand is filled by a stream from now on: fields of the same label or name, and type, become synced ones. Its
 * records stay, and those whose key is at the source become the source's. Fails with `SourceProblem`.
 */
export async function linkTable(db: TablesDb, tableId: string, { origin, chosen }: Wanted): Promise<void> {
  const table = await getStoredTable(db, tableId).catch(() => null)
  if (!table) throw refused('The table that was chosen for it does not exist any more; choose another one')
  if (table.kind !== 'own')
    throw refused(`${table.name} is filled by ${table.dataConnectionName}; choose another table`)
  const { fields } = chosen.selection
  if (!fields.some(({ primaryKey }) => primaryKey))
    throw refused('It has no key, so its records can only be put into a table of their own')
  await db
    .updateTable('app_table')
    .set({
      data_connection_id: origin.dataConnectionId,
      data_connection_name: origin.dataConnectionName,
      source_id: origin.sourceId,
      stream_id: origin.streamId,
    })
    .where('id', '=', tableId)
    .execute()
  await statementsOf(db).exec(`update ${recordsTable(table.number)} set _key = null where _key is not null`)
  for (const field of fields) await linkField(db, table, field)
}

async function linkField(db: TablesDb, table: StoredTable, field: StreamField): Promise<void> {
  const isAlike = (name: string) => (own: StoredField) => isSameName(own.name, name) && own.type === field.type
  const own = table.fields.find(isAlike(labelOf(field))) ?? table.fields.find(isAlike(field.name))
  if (!own) return
  table.fields.splice(table.fields.indexOf(own), 1)
  // What a person wanted of the values is not what the source keeps to.
  const linked = { ...own, settings: { ...own.settings, required: false, unique: false, defaultValue: null } }
  await db
    .updateTable('field')
    .set({
      ...{ synced: 1, source_name: field.name, primary_key: field.primaryKey ? 1 : 0 },
      settings: settingsJson(linked.settings),
    })
    .where('id', '=', own.id)
    .execute()
  if (!own.settings.unique) return
  const records = recordsTable(table.number)
  await dropFieldIndexes(statementsOf(db), records, own)
  await createFieldIndexes(statementsOf(db), records, [linked])
}

/** Gives records made by hand the key of the staged one that they are, once. Those that are not at the source stay as they are. */
export function adoptSql({ table, fields, key }: StreamTable, stage: string): string {
  const records = recordsTable(table.number)
  const parts = key.map((place) => `cast(${fields[place]?.column} as text)`)
  const own = parts.length > 1 ? `json_array(${parts.join(', ')})` : (parts[0] ?? 'null')
  return `update ${records} set _key = ${own} where _id in (
    select min(_id) from ${records} where _key is null and ${own} in (select _key from ${stage})
      and ${own} not in (select _key from ${records} where _key is not null) group by ${own})`
}
