import { sql } from 'kysely'
import type { GroupStep } from '../../../shared/domain/record-question'
import type { CellValue } from '../../../shared/domain/table'
import { AppFailure } from '../../../shared/errors'
import { readSql, type StoredField, toCell } from '../columns'
import { getStoredTable, type TablesDb } from '../stored-tables'
import { type Ask, askOf, type Sql } from './ask'
import { choicesOf, hasTexts } from './conditions'
import { readLabels, shorten } from './labels'
import { valueSql } from './order'
import type { Selection } from './selection'

/** How the records of a selection fall into groups: `select min(<value>) … from <from> … group by <key>`. */
export type Grouping = { field: StoredField; step: GroupStep; from: Sql; key: string; value: string }

/** Weeks begin on Monday. */
const STEPS: Record<Exclude<GroupStep, 'value'>, (column: string) => string> = {
  day: (column) => `substr(${column}, 1, 10)`,
  week: (column) => `date(substr(${column}, 1, 10), '-6 days', 'weekday 1')`,
  month: (column) => `substr(${column}, 1, 7) || '-01'`,
  quarter: (column) =>
    `substr(${column}, 1, 5) || case when substr(${column}, 6, 2) < '04' then '01' when substr(${column}, 6, 2) < '07' then '04'
      when substr(${column}, 6, 2) < '10' then '07' else '10' end || '-01'`,
  year: (column) => `substr(${column}, 1, 4) || '-01-01'`,
}

/** A record with several choices is in the group of each. Fails with `invalid-input` for a time step of what is no time. */
export function groupingOf(selection: Selection, field: StoredField, step: GroupStep): Grouping {
  if (step !== 'value') {
    if (field.type !== 'date' && field.type !== 'datetime')
      throw new AppFailure({
        code: 'invalid-input',
        message: `${field.name} holds no times to group by`,
        field: field.id,
      })
    const key = STEPS[step](`nullif(${field.column}, '')`)
    return { field, step, from: selection.from, key, value: key }
  }
  if (field.type === 'multi-select')
    return {
      ...{ field, step },
      from: sql`${selection.from} left join ${choicesOf(field)} choice`,
      ...{ key: 'choice.value collate nocase', value: 'choice.value' },
    }
  const key = field.type === 'number' ? `iif(${field.column} = 'NaN', 'NaN', ${valueSql(field)})` : valueSql(field)
  const value = hasTexts(field.type) ? `nullif(${field.column}, '')` : readSql(field)
  return { field, step, from: selection.from, key, value }
}

/** The value of a group as it was read. */
export const groupValue = ({ field, step }: Grouping, raw: unknown): CellValue =>
  step === 'value' && field.type !== 'multi-select' ? toCell(field, raw) : typeof raw === 'string' ? raw : null

/** How groups are called, in their order. No value has no name. */
export async function groupLabels(db: TablesDb, grouping: Grouping, values: readonly CellValue[]): Promise<string[]> {
  const { field, step } = grouping
  if (field.type !== 'reference') return values.map((value) => (value === null ? '' : labelOf(step, value)))
  const names = await referenceLabels(db, field, values)
  return values.map((value) => (value === null ? '' : (names.get(Number(value)) ?? `Record ${value}`)))
}

function labelOf(step: GroupStep, value: CellValue): string {
  const text = String(value)
  switch (step) {
    case 'year':
      return text.slice(0, 4)
    case 'quarter':
      return `${text.slice(0, 4)}-Q${Math.ceil(Number(text.slice(5, 7)) / 3)}`
    case 'month':
      return text.slice(0, 7)
    case 'week':
      return weekLabel(text)
    default:
      return shorten(text)
  }
}

/** ISO 8601: the week belongs to the year in which its Thursday lies. */
function weekLabel(monday: string): string {
  const thursday = new Date(Date.parse(`${monday}T00:00:00Z`) + 3 * 86_400_000)
  const year = thursday.getUTCFullYear()
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * 86_400_000)) + 1
  return `${year}-W${String(week).padStart(2, '0')}`
}

async function referenceLabels(
  db: TablesDb,
  field: StoredField,
  values: readonly CellValue[],
): Promise<Map<number, string>> {
  const ids = values.flatMap((value) => (value === null ? [] : [Number(value)]))
  const { referenceTableId } = field.settings
  const target = referenceTableId ? await getStoredTable(db, referenceTableId).catch(() => null) : null
  const ask: Ask = askOf(db)
  const labels = target ? await readLabels(ask, target, ids) : []
  return new Map(labels.map(({ id, label }) => [id, label]))
}
