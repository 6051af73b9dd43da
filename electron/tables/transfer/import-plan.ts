import { randomBytes } from 'node:crypto'
import type { ImportTarget } from '../../../shared/domain/transfer'
import { AppFailure } from '../../../shared/errors'
import type { StoredField } from '../columns'
import { type DraftField, fieldOf, getStoredTable, type StoredTable, type TablesDb } from '../stored-tables'
import { completeFields } from '../structure/field-rules'
import { refuseTaken } from '../structure/names'
import { toStoredField } from '../structure/write-tables'
import { type Stored, toStored } from '../values'

export type ImportPlan = {
  /** The table that is there already; null for a new one. */
  table: StoredTable | null
  name: string
  /** By the columns of the file; null for one that is left out. */
  byColumn: (StoredField | null)[]
  /** Those that get values: the fields of columns, then fields that get their default in every record. */
  fields: StoredField[]
  defaults: Stored[]
  /** Where the rows are kept until all of them are read. */
  stage: string
  isCsv: boolean
  /** Whether the stage holds the line of each row as its id, and its text as its key. */
  keeps: { lines: boolean; texts: boolean }
}

/** Fails with `invalid-input`, `not-found`, `conflict` or `refused` when the columns do not go with the target. */
export async function planImport(
  db: TablesDb,
  target: ImportTarget,
  { columns, isCsv }: { columns: number; isCsv: boolean },
): Promise<ImportPlan> {
  const planned = target.kind === 'new' ? await planNew(db, target) : await planExisting(db, target)
  if (planned.byColumn.length !== columns)
    throw invalid(`This file has ${columns} columns, and fields were chosen for ${planned.byColumn.length}`)
  const taken = planned.byColumn.flatMap((field) => (field ? [field.id] : []))
  if (taken.length === 0) throw invalid('Every column of this file is left out')
  if (new Set(taken).size < taken.length) throw invalid('Two columns lead to the same field')
  const checksLate = planned.fields.some(({ type, settings }) => settings.unique || type === 'reference')
  return {
    ...planned,
    isCsv,
    stage: `t_0_${randomBytes(6).toString('hex')}_next`,
    keeps: { lines: checksLate || planned.table !== null, texts: checksLate },
  }
}

type Planned = Omit<ImportPlan, 'stage' | 'keeps' | 'isCsv'>

async function planNew(
  db: TablesDb,
  { name, fields: given }: Extract<ImportTarget, { kind: 'new' }>,
): Promise<Planned> {
  const rows = await db.selectFrom('app_table').select('name').where('deleted_at', 'is', null).execute()
  refuseTaken(
    name,
    rows.map((row) => row.name),
    'table',
  )
  const drafts = await completeFields(
    db,
    given.flatMap((field) =>
      field ? [{ ...field, settings: field.settings ?? {}, synced: false, primaryKey: false, sourceName: null }] : [],
    ),
  )
  const fields = drafts.map((draft, index) => withOwnOptions(toStoredField(draft, index + 1, index)))
  let next = 0
  const byColumn = given.map((field) => (field ? (fields[next++] ?? null) : null))
  return { table: null, name, byColumn, fields, defaults: [] }
}

/** Choices are added while the file is read. */
const withOwnOptions = (field: StoredField): StoredField => ({
  ...field,
  settings: { ...field.settings, options: [...field.settings.options] },
})

async function planExisting(
  db: TablesDb,
  { tableId, fieldIds }: Extract<ImportTarget, { kind: 'existing' }>,
): Promise<Planned> {
  const table = await getStoredTable(db, tableId)
  if (table.kind !== 'own')
    throw new AppFailure({ code: 'refused', message: `${table.name} is filled by a data connection` })
  const byColumn = fieldIds.map((id) => (id === null ? null : fieldOf(table, id)))
  const filled = byColumn.flatMap((field) => field ?? [])
  const others = table.fields.filter((field) => !filled.includes(field))
  const missing = others.find(({ settings }) => settings.required && settings.defaultValue === null)
  if (missing) throw invalid(`${missing.name} needs a value in every record: choose a column for it`)
  const defaulted = others.filter(({ settings }) => settings.defaultValue !== null)
  const defaults = defaulted.map((field) => toStored(field, field.settings.defaultValue))
  return { table, name: table.name, byColumn, fields: [...filled, ...defaulted], defaults }
}

/** The fields of a new table, with the choices that were found while it was read. */
export const draftsOf = ({ fields }: ImportPlan): DraftField[] =>
  fields.map(({ name, type, settings }) => ({
    ...{ name, type, settings },
    ...{ synced: false, primaryKey: false, sourceName: null },
  }))

const invalid = (message: string) => new AppFailure({ code: 'invalid-input', message })
