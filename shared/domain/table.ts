import { z } from 'zod'
import { Id, Name, Timestamp } from './common'
import { FIELD_TYPES } from './field-types'

export const FieldType = z.enum(FIELD_TYPES)
export type FieldType = z.infer<typeof FieldType>

/** A text is itself, a boolean true or false, a multi-select a JSON list of texts, a reference the id of a record. */
export const CellValue = z.union([z.string(), z.number(), z.boolean(), z.null()])
export type CellValue = z.infer<typeof CellValue>

/** One choice of a select or multi-select field. `color` is a place in the palette of the interface. */
export const SelectOption = z.object({ name: Name, color: z.number().int().min(0).max(7) })
export type SelectOption = z.infer<typeof SelectOption>

/** What a field says of its values beside its type. */
export const FieldSettings = z.object({
  /** Left out of the grid at first; agents see it all the same. */
  hidden: z.boolean(),
  /** A record must have a value. */
  required: z.boolean(),
  /** No two records may have the same value. */
  unique: z.boolean(),
  /** Kept sorted, so that sorting and filtering by it need not look at every record. */
  indexed: z.boolean(),
  /** For records that are added without a value. */
  defaultValue: CellValue,
  /** The choices of a select or multi-select field; empty for other types. */
  options: z.array(SelectOption).max(500),
  /** The table that a reference leads to; null for other types. */
  referenceTableId: Id.nullable(),
})
export type FieldSettings = z.infer<typeof FieldSettings>

export const Field = z.object({
  id: Id,
  name: z.string(),
  type: FieldType,
  position: z.number().int(),
  /** Filled by a data connection: locked for renaming, retyping and deleting. */
  synced: z.boolean(),
  primaryKey: z.boolean(),
  /** Synced, and no longer at the source: its last values are kept. */
  vanished: z.boolean(),
  settings: FieldSettings,
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
  /** False while its full-text index is being built: searching looks at every record meanwhile. */
  searchReady: z.boolean(),
  /** By position. */
  fields: z.array(Field),
})
export type Table = z.infer<typeof Table>

/** Values in the order of the table's fields. */
export const RecordRow = z.object({
  id: z.number().int(),
  values: z.array(CellValue),
  /** Places in `values` that were edited over what the source says; left out when there are none. */
  edited: z.array(z.number().int()).optional(),
})
export type RecordRow = z.infer<typeof RecordRow>

export const Sort = z.object({ fieldId: Id, direction: z.enum(['asc', 'desc']) })
export type Sort = z.infer<typeof Sort>

export const NewField = z.object({ name: Name, type: FieldType, settings: FieldSettings.partial().optional() })
export type NewField = z.infer<typeof NewField>

/** A change of a field. `renamed` are choices that go on under another name, also in the records that have them. */
export const FieldChange = z.object({
  name: Name.optional(),
  settings: FieldSettings.partial().optional(),
  renamed: z
    .array(z.object({ from: z.string(), to: Name }))
    .max(500)
    .optional(),
})
export type FieldChange = z.infer<typeof FieldChange>

/** What a field is to become. */
export const NewType = z.object({ type: FieldType, settings: FieldSettings.partial().optional() })
export type NewType = z.infer<typeof NewType>

/** What comes of the values of a field when its type changes. */
export const TypePreview = z.object({
  records: z.number().int(),
  empty: z.number().int(),
  converted: z.number().int(),
  /** These become empty; the journal keeps what they were. */
  lost: z.number().int(),
  /** Some of the lost ones first, then some that convert. `after` is null for a lost one. */
  samples: z.array(z.object({ recordId: z.number().int(), before: CellValue, after: CellValue, lost: z.boolean() })),
  /** Choices that would be made from the values, for a select or multi-select. */
  options: z.array(z.string()),
})
export type TypePreview = z.infer<typeof TypePreview>
