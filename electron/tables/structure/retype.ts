import type { UndoConflict } from '../../../shared/domain/record-change'
import type { StoredField } from '../columns'
import type { StoredTable, TablesDb } from '../stored-tables'
import { switchField } from './change-type'
import { countWhere, hasDoubles } from './column-checks'
import { convertBack } from './convert-back'
import { emptySql } from './field-conditions'
import { RetypeDetail } from './retype-detail'
import { statementsOf } from './statements'

type Undone = { records: number; conflicts: UndoConflict[] }

/**
 * Puts a field back to the type and the values that it had before a change of its type, or to those after it again when
 * `from` and `to` of the detail are exchanged. Values that were written since
 * are converted back. Where that cannot be done, nothing at all is changed and those values are the conflicts: no later
 * edit is lost. Being required and unique come back only where the values still allow it. Inside the caller's transaction,
 * after which the full-text index has to be built.
 */
export async function undoRetype(
  db: TablesDb,
  table: StoredTable,
  batch: { id: string; detail: string | null },
): Promise<Undone> {
  const detail = RetypeDetail.parse(JSON.parse(batch.detail ?? 'null'))
  const now = table.fields.find((field) => field.id === detail.fieldId)
  if (!now) return stopped(table, null, 'The field was deleted since. Restore it first.')
  if (now.column !== detail.to.column)
    return stopped(table, now.name, 'The type was changed again since. Undo that first.')
  const settings = { ...detail.from.settings, hidden: now.settings.hidden }
  const old: StoredField = { ...now, ...detail.from, settings }
  const statements = statementsOf(db)
  await statements.exec('savepoint retype')
  const { records, conflicts, options } = await convertBack(db, { table, now, old, detail })
  if (conflicts.length > 0) {
    await statements.exec('rollback to retype')
    return { records: 0, conflicts }
  }
  const restored = await allowed(db, table, { ...old, settings: { ...settings, options } })
  await switchField(db, table, now, restored)
  return { records, conflicts }
}

const stopped = (table: StoredTable, fieldName: string | null, reason: string): Undone => ({
  records: 0,
  conflicts: [
    {
      ...{ tableId: table.id, tableName: table.name, recordId: 0, label: table.name },
      ...{ fieldName, wanted: null, found: null, reason },
    },
  ],
})

async function allowed(db: TablesDb, table: StoredTable, field: StoredField): Promise<StoredField> {
  const statements = statementsOf(db)
  const { required, unique } = field.settings
  const settings = {
    ...field.settings,
    required: required && (await countWhere(statements, table.number, emptySql(field))) === 0,
    unique: unique && !(await hasDoubles(statements, table, field)),
  }
  return { ...field, settings }
}
