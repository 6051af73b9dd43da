import type { FieldSettings, FieldType } from '../../shared/domain/table'

/** Every type but the reference: these need nothing beside their name. */
export const PLAIN_TYPES = [
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
] as const satisfies readonly FieldType[]

export const FIELD_TYPES: readonly FieldType[] = [...PLAIN_TYPES, 'reference']

export const NO_SETTINGS: FieldSettings = {
  hidden: false,
  required: false,
  unique: false,
  indexed: false,
  defaultValue: null,
  options: [],
  referenceTableId: null,
}

export const hasChoices = (type: FieldType): boolean => type === 'select' || type === 'multi-select'
