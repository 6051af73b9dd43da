import type { FieldSettings } from './table'

/** Without zod, so that the interface can use it as it is. */
export const FIELD_TYPES = [
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

/** The settings of a field that says nothing of its own. */
export const USUAL_SETTINGS: FieldSettings = {
  hidden: false,
  required: false,
  unique: false,
  indexed: false,
  defaultValue: null,
  options: [],
  referenceTableId: null,
}
