import type { JsonValue } from '../../../shared/domain/common'
import type { StreamField } from '../../../shared/domain/data-connection'
import type { Selection, SourcePage } from '../define'

type RecordOf = Readonly<Record<string, JsonValue | undefined>>

/** Records by the names of their fields become one page, each value in the form that its field's type has in a table. */
export function toPage(selection: Selection, records: readonly RecordOf[], resume: JsonValue): SourcePage {
  const json = JSON.stringify(
    records.map((record) => selection.fields.map((field) => toValue(field, record[field.name]))),
  )
  return { json, rows: records.length, bytes: json.length, resume }
}

/** As `toPage`, where some of the records are gone. */
export function toPageWithout<T extends RecordOf>(
  selection: Selection,
  records: readonly T[],
  isGone: (record: T) => boolean,
  resume: JsonValue,
): SourcePage {
  const there = records.filter((record) => !isGone(record))
  const deleted = records.filter(isGone).map((record) => keyOf(selection, record))
  return { ...toPage(selection, there, resume), deleted }
}

/** The same records by nothing but the fields of their key. */
export const keysOnly = (selection: Selection): Selection => ({
  ...selection,
  fields: selection.stream.fields.filter(({ primaryKey }) => primaryKey),
})

/** The key of a record that is gone, as a page names it. */
export const keyOf = (selection: Selection, record: RecordOf): string[] =>
  selection.stream.fields.filter(({ primaryKey }) => primaryKey).map(({ name }) => String(record[name] ?? ''))

/** A value as tables hold it: texts for lists and objects, 0 and 1 for truth, ISO-8601 for times. */
function toValue(field: Pick<StreamField, 'type'>, value: JsonValue | undefined): string | number | null {
  if (value === null || value === undefined) return null
  switch (field.type) {
    case 'boolean':
      return toTruth(value)
    case 'integer':
    case 'number':
      return toNumber(value)
    case 'datetime':
      return toInstant(value)
    case 'json':
      return JSON.stringify(value)
    default:
      return typeof value === 'string' ? value : JSON.stringify(value)
  }
}

function toTruth(value: JsonValue): number | string | null {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value === 'true' || value === 1 || value === '1') return 1
  if (value === 'false' || value === 0 || value === '0') return 0
  return value === '' ? null : JSON.stringify(value)
}

/** A number that a double does not hold exactly stays the text it came as; so does a text that is no number. */
function toNumber(value: JsonValue): number | string | null {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value !== 'string') return JSON.stringify(value)
  if (value.trim() === '') return null
  const number = Number(value)
  const exact = Number.isFinite(number) && value.replace(/\D/g, '').length <= 15
  return exact ? number : value
}

/** ISO-8601 in UTC with `Z`; what is no moment stays as it came. */
function toInstant(value: JsonValue): string | null {
  if (typeof value !== 'string') return typeof value === 'number' ? String(value) : JSON.stringify(value)
  if (value === '') return null
  if (/\+00:?00$/.test(value)) return value.replace(/\+00:?00$/, 'Z')
  const moment = new Date(/T.*[+-]\d\d:?\d\d$/.test(value) ? value : Number.NaN)
  return Number.isNaN(moment.getTime()) ? value : moment.toISOString()
}
