import { z } from 'zod'
import type { StreamField } from '../../../shared/domain/data-connection'
import type { FieldType } from '../../../shared/domain/table'

export const DescribedField = z.object({
  name: z.string(),
  type: z.string(),
  length: z.number().optional(),
  calculated: z.boolean().optional(),
  filterable: z.boolean().optional(),
  sortable: z.boolean().optional(),
})
export type DescribedField = z.infer<typeof DescribedField>

/** The key of every object. */
export const ID = 'Id'
const FORMULA = ' formula'

const TYPES: Record<string, FieldType> = {
  boolean: 'boolean',
  int: 'integer',
  long: 'integer',
  double: 'number',
  currency: 'number',
  percent: 'number',
  date: 'date',
  datetime: 'datetime',
  textarea: 'long-text',
  email: 'email',
  url: 'url',
  multipicklist: 'multi-select',
  address: 'json',
  location: 'json',
  json: 'json',
  complexvalue: 'json',
}

/** Binary contents are not read. */
export const toStreamFields = (fields: readonly DescribedField[]): StreamField[] =>
  fields
    .filter(({ type }) => type !== 'base64')
    .map(({ name, type, length = 0, calculated }) => ({
      name,
      type: TYPES[type] ?? 'text',
      sourceType: `${type}${length > 0 ? `(${length})` : ''}${calculated ? FORMULA : ''}`,
      primaryKey: name === ID,
    }))

export const isFormula = ({ sourceType }: StreamField): boolean => sourceType.endsWith(FORMULA)

/** What a record was last changed at, best first: only the first is also set by Salesforce itself, such as by a trigger. */
const CURSORS = ['SystemModstamp', 'LastModifiedDate', 'CreatedDate', 'LoginTime']

export const cursorsOf = (fields: readonly DescribedField[]): string[] =>
  CURSORS.filter((name) =>
    fields.some((field) => field.name === name && field.filterable !== false && field.sortable !== false),
  )

/** Whether a record gets another time when it is changed or deleted, not only when it is made. */
export const seesChanges = (cursor: string | null): boolean =>
  cursor === 'SystemModstamp' || cursor === 'LastModifiedDate'
