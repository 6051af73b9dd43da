import type { FieldChange, FieldSettings } from '../../../shared/domain/table'
import { AppFailure } from '../../../shared/errors'
import { recordsTable, type StoredField } from '../columns'
import { fieldOf, getStoredTable, type StoredTable, settingsJson, type TablesDb } from '../stored-tables'
import { countWhere, refuseDoubles, refuseEmpty, refuseLostChoices } from './column-checks'
import { emptySql } from './field-conditions'
import { createFieldIndexes, dropFieldIndexes, hasIndex } from './field-indexes'
import { completeSettings, mergeSettings } from './field-rules'
import { type Changed, namesOf, refuseSynced } from './fields'
import { refuse, refuseTaken } from './names'
import { renameChoices, renamedValue } from './rename-choices'
import { statementsOf } from './statements'

type Asked = { tableId: string; fieldId: string; change: FieldChange }

/**
 * Changes the name and the settings of a field. Fails with `refused` when the values that are there do not allow it; of a
 * synced field only whether it is shown and kept sorted may change. Call it inside a transaction.
 */
export async function updateField(db: TablesDb, { tableId, fieldId, change }: Asked, at: string): Promise<Changed> {
  const table = await getStoredTable(db, tableId)
  const field = fieldOf(table, fieldId)
  const name = change.name ?? field.name
  if (name !== field.name) {
    refuseSynced(field, 'renamed')
    refuseTaken(name, namesOf(table.fields.filter((one) => one !== field)), 'field')
  }
  const names = new Map((change.renamed ?? []).map(({ from, to }) => [from, to]))
  const wanted = mergeSettings({ ...field.settings, ...withRenamed(field, names) }, change.settings)
  const settings = field.synced
    ? shownOnly(field, wanted)
    : await completeSettings(db, { name, type: field.type }, wanted)
  const changed: StoredField = { ...field, name, settings }
  if (!field.synced) await checkValues(db, table, { before: field, after: changed, names })
  if (names.size > 0) await renameChoices(db, { table, field, names, at })
  await db
    .updateTable('field')
    .set({ name, settings: settingsJson(settings) })
    .where('id', '=', fieldId)
    .execute()
  await fitIndexes(db, table, field, changed)
  return { search: false }
}

/** The choices and the default under their new names; two that come to be one stay one. */
function withRenamed(field: StoredField, names: ReadonlyMap<string, string>): Partial<FieldSettings> {
  if (names.size === 0) return {}
  const { options, defaultValue } = field.settings
  const renamed = options.map((option) => ({ ...option, name: names.get(option.name) ?? option.name }))
  return {
    options: [...new Map(renamed.map((option) => [option.name, option])).values()],
    defaultValue: typeof defaultValue === 'string' ? renamedValue(field, names, defaultValue) : defaultValue,
  }
}

function shownOnly(field: StoredField, wanted: FieldSettings): FieldSettings {
  const { hidden, indexed } = wanted
  const allowed = { ...field.settings, hidden, indexed }
  if (JSON.stringify(wanted) !== JSON.stringify(allowed))
    refuseSynced(field, 'changed; it can be hidden and kept sorted')
  return allowed
}

type Change = { before: StoredField; after: StoredField; names: ReadonlyMap<string, string> }

async function checkValues(db: TablesDb, table: StoredTable, { before, after, names }: Change): Promise<void> {
  const statements = statementsOf(db)
  const [old, settings] = [before.settings, after.settings]
  if (settings.required && !old.required) await refuseEmpty(statements, table, after)
  if (settings.unique && !old.unique) await refuseDoubles(statements, table, after)
  if (settings.referenceTableId !== old.referenceTableId) {
    const used = await countWhere(statements, table.number, `not ${emptySql(before)}`)
    if (used > 0) refuse(`${after.name} has references already; change its type to lead to another table`)
  }
  const kept = new Set(settings.options.map((option) => option.name))
  const unknown = [...names.values()].find((name) => !kept.has(name))
  if (unknown !== undefined)
    throw new AppFailure({ code: 'invalid-input', message: `${after.name} has no choice ${unknown}`, field: after.id })
  const gone = old.options.map((option) => option.name).filter((name) => !kept.has(name) && !names.has(name))
  await refuseLostChoices(statements, table, before, gone)
}

async function fitIndexes(db: TablesDb, table: StoredTable, before: StoredField, after: StoredField): Promise<void> {
  if (hasIndex(before) === hasIndex(after) && before.settings.unique === after.settings.unique) return
  const statements = statementsOf(db)
  await dropFieldIndexes(statements, recordsTable(table.number), before)
  await createFieldIndexes(statements, recordsTable(table.number), [after])
}
