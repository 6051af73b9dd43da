import { FIELD_TYPES } from '../../shared/domain/field-types'
import type { FieldType } from '../../shared/domain/table'

type PlainType = Exclude<FieldType, 'reference'>

/** Every type but the reference: these need nothing beside their name. */
export const PLAIN_TYPES: readonly PlainType[] = FIELD_TYPES.filter((type): type is PlainType => type !== 'reference')

export const hasChoices = (type: FieldType): boolean => type === 'select' || type === 'multi-select'
