import { readSql, type StoredField } from '../columns'

/** SQL for the JSON of one value as the journal holds it; `row` is what the statement calls the record. */
function cellJson(field: StoredField, row: string): string {
  const column = `${row}.${field.column}`
  const usual = `json_quote(${readSql({ ...field, column })})`
  if (field.type === 'boolean')
    return `case typeof(${column}) when 'integer' then iif(${column}, 'true', 'false') else ${usual} end`
  // SQLite's own text of a number has fewer digits than it takes to read the same number back.
  return field.type === 'number'
    ? `case when typeof(${column}) = 'real' and abs(${column}) < 9e999 then printf('%!.17g', ${column}) else ${usual} end`
    : usual
}

const objectOf = (members: string[]): string =>
  members.length === 0 ? `'{}'` : `'{' || ltrim(${members.join(' || ')}, ',') || '}'`

/** SQL for a record's values by field ids, without empty ones. */
export const recordJson = (fields: readonly StoredField[], row: string): string =>
  objectOf(
    fields.map((field) => `iif(${row}.${field.column} is null, '', ',"${field.id}":' || ${cellJson(field, row)})`),
  )

/** SQL for the values by field ids of `row` that differ from those of `other`. */
export const differenceJson = (fields: readonly StoredField[], row: string, other: string): string =>
  objectOf(
    fields.map(
      (field) =>
        `iif(${row}.${field.column} is not ${other}.${field.column}, ',"${field.id}":' || ${cellJson(field, row)}, '')`,
    ),
  )
