import { USUAL_SETTINGS } from '../../../shared/domain/field-types'
import type { CellValue, FieldSettings, FieldType, NewField } from '../../../shared/domain/table'
import { AppFailure } from '../../../shared/errors'
import { recordsTable, type StoredField, toCell } from '../columns'
import { type DraftField, getStoredTable, type TablesDb } from '../stored-tables'
import { toStored } from '../values'
import { findTwice } from './names'
import { statementsOf } from './statements'

const NEVER_UNIQUE: ReadonlySet<FieldType> = new Set(['json', 'long-text', 'multi-select', 'boolean'])

export const canBeUnique = (type: FieldType): boolean => !NEVER_UNIQUE.has(type)
export const hasOptions = (type: FieldType): boolean => type === 'select' || type === 'multi-select'

/** Fails with `invalid-input` when two are named the same or one has settings that do not go with its type. */
export async function completeFields(db: TablesDb, drafts: DraftField[]): Promise<DraftField[]> {
  const twice = findTwice(drafts.map((draft) => draft.name))
  if (twice) throw new AppFailure({ code: 'invalid-input', message: `Two fields are named ${twice}`, field: 'fields' })
  const complete: DraftField[] = []
  for (const draft of drafts) complete.push({ ...draft, settings: await completeSettings(db, draft, draft.settings) })
  return complete
}

/** What a form sends: a setting may be there without a value. */
export type GivenSettings = NonNullable<NewField['settings']>

/** These settings, with those that are given in the place of them. */
export function mergeSettings(settings: FieldSettings, given: GivenSettings | undefined): FieldSettings {
  const present = Object.entries(given ?? {}).filter(([, value]) => value !== undefined)
  return { ...settings, ...Object.fromEntries(present) }
}

type NamedType = { name: string; type: FieldType }

/** The settings that a field is to have, with its default as it is stored. Fails with `invalid-input`. */
export async function completeSettings(
  db: TablesDb,
  { name, type }: NamedType,
  given: GivenSettings | undefined,
): Promise<FieldSettings> {
  const settings = mergeSettings(USUAL_SETTINGS, given)
  checkOptions({ name, type }, settings)
  if (settings.unique && !canBeUnique(type)) invalid(name, 'cannot be unique: its values are not compared as a whole')
  await checkReference(db, { name, type }, settings)
  const defaultValue = await checkDefault(db, draftOf({ name, type }, settings))
  return { ...settings, defaultValue }
}

function checkOptions({ name, type }: NamedType, { options }: FieldSettings): void {
  if (options.length > 0 && !hasOptions(type)) invalid(name, 'has no choices; only a select or multi-select has')
  const seen = new Set<string>()
  const twice = options.find((option) => seen.size === seen.add(option.name).size)
  if (twice) invalid(name, `has the choice ${twice.name} twice`)
}

async function checkReference(db: TablesDb, { name, type }: NamedType, settings: FieldSettings): Promise<void> {
  const { referenceTableId } = settings
  if (type !== 'reference') {
    if (referenceTableId !== null) invalid(name, 'leads to no table; only a reference does')
    return
  }
  if (referenceTableId === null) return invalid(name, 'needs the table that it leads to')
  await getStoredTable(db, referenceTableId)
}

async function checkDefault(db: TablesDb, field: StoredField): Promise<CellValue> {
  const { defaultValue, referenceTableId } = field.settings
  if (defaultValue === null) return null
  const stored = toStored(field, defaultValue)
  if (field.type === 'reference' && referenceTableId !== null && stored !== null) {
    const { number } = await getStoredTable(db, referenceTableId)
    const found = await statementsOf(db).all(`select 1 from ${recordsTable(number)} where _id = ?`, [stored])
    if (found.length === 0) invalid(field.name, 'has a record as its default that is not there')
  }
  return toCell(field, stored)
}

/** A field for checks of values, before it has a place of its own. */
const draftOf = ({ name, type }: NamedType, settings: FieldSettings): StoredField => ({
  ...{ id: name, column: 'f_0', name, type, position: 0, settings },
  ...{ synced: false, primaryKey: false, vanished: false, sourceName: null },
})

function invalid(name: string, what: string): never {
  throw new AppFailure({ code: 'invalid-input', message: `${name} ${what}`, field: name })
}
