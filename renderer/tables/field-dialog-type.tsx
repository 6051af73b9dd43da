import { useTranslation } from 'react-i18next'
import { FIELD_TYPES } from '../../shared/domain/field-types'
import type { FieldType, Table } from '../../shared/domain/table'
import { useQueryOf } from '../app/query'
import { Select } from '../ui/select'
import { FieldGlyph } from './field-glyph'

type TypeSelectProps = {
  value: FieldType
  onChange: (type: FieldType) => void
  /** Name for screen readers where no `Field` is around it. */
  label?: string
  without?: FieldType
}

/** The types of fields, each with its glyph and a line that says what it is. */
export function TypeSelect({ value, onChange, label, without }: TypeSelectProps) {
  const { t } = useTranslation('table-panels')
  return (
    <Select
      {...(label ? { label } : {})}
      value={value}
      onChange={onChange}
      options={FIELD_TYPES.filter((type) => type !== without).map((type) => ({
        value: type,
        label: t(`type.${type}`),
        hint: t(`typeHint.${type}`),
        icon: <FieldGlyph type={type} />,
      }))}
    />
  )
}

type TargetSelectProps = {
  value: Table['id'] | null
  onChange: (tableId: string) => void
  label?: string
  disabled?: boolean
}

/** The table that a reference leads to. */
export function TargetSelect({ value, onChange, label, disabled = false }: TargetSelectProps) {
  const { t } = useTranslation('table-panels')
  const { data: tables = [] } = useQueryOf(['tables', 'list'])
  return (
    <Select
      {...(label ? { label } : {})}
      value={value}
      onChange={onChange}
      disabled={disabled}
      placeholder={t('field.chooseTarget')}
      options={tables.map(({ id, name }) => ({ value: id, label: name }))}
    />
  )
}
