import { ArrowRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Table } from '../../shared/domain/table'
import type { ImportPreview } from '../../shared/domain/transfer'
import { Checkbox } from '../ui/checkbox'
import { Select } from '../ui/select'
import { TextInput } from '../ui/text-input'
import { FieldGlyph } from './field-glyph'
import { PLAIN_TYPES } from './field-types'
import { changedColumn, fieldIdAt, fieldsByName, type ImportPlan } from './import-plan'

const LEFT_OUT = '-'

type ColumnsProps = {
  preview: ImportPreview
  plan: ImportPlan
  /** The table made by hand that gets the records; absent for a new one. */
  table: Table | undefined
  onChange: (plan: ImportPlan) => void
}

/** Column by column: what it becomes, or that it is left out. */
export function ImportColumns({ preview, plan, table, onChange }: ColumnsProps) {
  const { t } = useTranslation('table-panels')
  const byName = table ? fieldsByName(preview.columns, table.fields) : []
  return (
    <ul aria-label={t('import.columns')} className="flex flex-col divide-y divide-line">
      {preview.columns.map((column, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: columns of a file may have one name; their place is what they are.
        <li key={`${place}-${column.name}`} className="flex items-center gap-3 py-1.5">
          <div className="w-2/5 shrink-0">
            <p className="truncate font-medium text-sm">{column.name}</p>
            <p className="truncate text-muted text-xs">{column.samples.join(' · ')}</p>
          </div>
          {table ? (
            <>
              <ArrowRight className="icon-sm text-muted rtl:rotate-180" aria-hidden="true" />
              <div className="min-w-0 flex-1">
                <Select
                  label={t('import.fieldFor', { name: column.name })}
                  value={fieldIdAt(plan, place, byName) ?? LEFT_OUT}
                  onChange={(id) => onChange(changedColumn(plan, place, { fieldId: id === LEFT_OUT ? null : id }))}
                  options={[
                    { value: LEFT_OUT, label: t('import.leftOut') },
                    ...table.fields.map(({ id, name, type }) => ({
                      value: id,
                      label: name,
                      icon: <FieldGlyph type={type} />,
                    })),
                  ]}
                />
              </div>
            </>
          ) : (
            <NewColumn column={column} place={place} plan={plan} onChange={onChange} />
          )}
        </li>
      ))}
    </ul>
  )
}

type NewColumnProps = {
  column: ImportPreview['columns'][number]
  place: number
  plan: ImportPlan
  onChange: (plan: ImportPlan) => void
}

function NewColumn({ column, place, plan, onChange }: NewColumnProps) {
  const { t } = useTranslation('table-panels')
  const change = plan.changes[place] ?? {}
  const left = change.left === true
  const type = change.type ?? column.field.type
  return (
    <>
      <Checkbox
        hideLabel
        label={t('import.take', { name: column.name })}
        checked={!left}
        onChange={(taken) => onChange(changedColumn(plan, place, { left: !taken }))}
      />
      <TextInput
        aria-label={t('import.nameOf', { name: column.name })}
        value={change.name ?? column.field.name}
        disabled={left}
        maxLength={120}
        onChange={(name) => onChange(changedColumn(plan, place, { name }))}
      />
      <div className="w-40 shrink-0">
        <Select
          label={t('import.typeOf', { name: column.name })}
          value={type}
          disabled={left}
          onChange={(next) => onChange(changedColumn(plan, place, { type: next }))}
          options={PLAIN_TYPES.map((value) => ({
            value,
            label: t(`type.${value}`),
            icon: <FieldGlyph type={value} />,
          }))}
        />
      </div>
    </>
  )
}
