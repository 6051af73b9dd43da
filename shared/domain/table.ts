import { z } from 'zod'
import { Id, Name, Timestamp } from './common'

const FIELD_TYPES = [
  'text',
  'long-text',
  'integer',
  'number',
  'boolean',
  'date',
  'datetime',
  'select',
  'multi-select',
  'email',
  'url',
  'json',
  'reference',
] as const
export const FieldType = z.enum(FIELD_TYPES)
export type FieldType = z.infer<typeof FieldType>

export const Field = z.object({
  id: Id,
  name: z.string(),
  type: FieldType,
  position: z.number().int(),
  /** Filled by a data connection: locked for renaming, retyping and deleting. */
  synced: z.boolean(),
  primaryKey: z.boolean(),
})
export type Field = z.infer<typeof Field>

export const Table = z.object({
  id: Id,
  name: z.string(),
  kind: z.enum(['own', 'synced']),
  sourceId: z.string().nullable(),
  dataConnectionId: Id.nullable(),
  dataConnectionName: z.string().nullable(),
  /** When its rows were last brought up to date by a sync; null for tables made by hand. */
  asOf: Timestamp.nullable(),
  recordCount: z.number().int().nullable(),
  fields: z.array(Field),
})
export type Table = z.infer<typeof Table>

export const CellValue = z.union([z.string(), z.number(), z.boolean(), z.null()])
export type CellValue = z.infer<typeof CellValue>

/** Values in the order of the table's fields. */
export const RecordRow = z.object({ id: z.number().int(), values: z.array(CellValue) })
export type RecordRow = z.infer<typeof RecordRow>

export const Sort = z.object({ fieldId: Id, direction: z.enum(['asc', 'desc']) })
export type Sort = z.infer<typeof Sort>

export const NewField = z.object({ name: Name, type: FieldType })
export type NewField = z.infer<typeof NewField>
