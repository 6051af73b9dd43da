import type { NewType } from '../../../shared/domain/table'
import { AppFailure } from '../../../shared/errors'
import type { StoredField } from '../columns'
import { fieldOf, getStoredTable, type StoredTable, type TablesDb } from '../stored-tables'
import { toStored } from '../values'
import { type Choices, createChoices } from './choices'
import { canBeUnique, completeSettings, hasOptions, mergeSettings } from './field-rules'
import { refuseSynced } from './fields'

export type Retyping = { table: StoredTable; from: StoredField; to: StoredField; choices: Choices }
type Asked = { tableId: string; fieldId: string; to: NewType }

/**
 * The field as it is and as it is to become, without a column yet. Settings go on where they make sense for the new type.
 * Choices that are given are the only ones; else those that are there go on and more are made from the values.
 */
export async function planRetyping(
  db: TablesDb,
  { tableId, fieldId, to: { type, settings } }: Asked,
): Promise<Retyping> {
  const table = await getStoredTable(db, tableId)
  const from = fieldOf(table, fieldId)
  refuseSynced(from, 'given another type')
  const kept = {
    ...from.settings,
    unique: from.settings.unique && canBeUnique(type),
    options: hasOptions(type) ? from.settings.options : [],
    referenceTableId: type === 'reference' ? from.settings.referenceTableId : null,
    defaultValue: keptDefault(from, type),
  }
  const wanted = mergeSettings(kept, settings)
  const complete = await completeSettings(db, { name: from.name, type }, wanted)
  const fixed = (settings?.options?.length ?? 0) > 0
  return {
    table,
    from,
    to: { ...from, type, settings: complete },
    choices: createChoices(complete.options, { fixed }),
  }
}

/** The default where it is a value of the new type as it stands. */
function keptDefault(from: StoredField, type: StoredField['type']) {
  const { defaultValue } = from.settings
  if (hasOptions(type) || type === 'reference') return from.type === type ? defaultValue : null
  try {
    return defaultValue === null || toStored({ ...from, type }, defaultValue) === null ? null : defaultValue
  } catch (error) {
    if (error instanceof AppFailure) return null
    throw error
  }
}
