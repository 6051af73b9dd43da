import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FilterRule } from '../../shared/domain/record-question'
import type { CellValue, Field } from '../../shared/domain/table'
import { skipToken, useQueryOf } from '../app/query'
import { Segmented } from '../ui/segmented'
import { TextInput } from '../ui/text-input'
import { TokenPicker } from '../ui/token-picker'
import { useTyped } from '../ui/use-typed'
import { isNumeric } from './cell-text'
import { useReferenceLabels } from './filter-labels'
import { MomentInput } from './filter-moment'
import { kindOfOp, NO_FILTER } from './filter-rules'
import { numberTyped } from './filter-typed'
import { isTime } from './filter-words'
import { useDebounced } from './use-debounced'

type Value = FilterRule['value']
type FilterValueProps = { field: Field; rule: FilterRule; onChange: (value: Value) => void }
type ValueProps = { field: Field; value: Value; onChange: (value: Value) => void }

/** What a condition compares with, in the way of its field's type. */
export function FilterValue({ field, rule, onChange }: FilterValueProps) {
  const props = { field, value: rule.value, onChange }
  const kind = kindOfOp(rule.op)
  if (kind === 'empty') return null
  if (kind === 'days') return <DaysInput {...props} />
  if (field.type === 'reference') return <RecordPicker field={field} rule={rule} onChange={onChange} />
  if (kind === 'list') return <ChoicePicker {...props} />
  if (field.type === 'select' && rule.op !== 'contains') return <ChoicePicker {...props} single />
  if (field.type === 'boolean') return <YesNo {...props} />
  if (isNumeric(field.type)) return <NumberInput {...props} />
  if (isTime(field)) return <MomentInput {...props} />
  return <OneText {...props} />
}

const listOf = (value: Value): CellValue[] =>
  Array.isArray(value) ? value : value === null || value === '' ? [] : [value]
const oneOf = (value: Value): CellValue => (Array.isArray(value) ? (value[0] ?? null) : value)

function OneText({ value, onChange }: ValueProps) {
  const { t } = useTranslation('table-tools')
  const { typed, type, flush } = useTyped(String(oneOf(value) ?? ''), (text) => onChange(text === '' ? null : text))
  return <TextInput value={typed} onChange={type} onBlur={flush} aria-label={t('filter.value')} maxLength={2000} />
}

function NumberInput({ field, value, onChange }: ValueProps) {
  const { t } = useTranslation('table-tools')
  const whole = field.type === 'integer'
  const echo = (text: string) => String(numberTyped(text, whole) ?? '')
  const { typed, type, flush } = useTyped(String(oneOf(value) ?? ''), (text) => onChange(numberTyped(text, whole)), {
    echo,
  })
  const wrong = typed.trim() !== '' && numberTyped(typed, whole) === null
  return (
    <div className="min-w-0 flex-1">
      <TextInput
        value={typed}
        onChange={type}
        onBlur={flush}
        inputMode="decimal"
        aria-label={t('filter.value')}
        aria-invalid={wrong}
      />
      {wrong ? <Wrong>{t(whole ? 'filter.notInteger' : 'filter.notNumber')}</Wrong> : null}
    </div>
  )
}

const Wrong = ({ children }: { children: string }) => (
  <p role="alert" className="mt-0.5 text-bad text-xs">
    {children}
  </p>
)

function DaysInput({ value, onChange }: ValueProps) {
  const { t } = useTranslation('table-tools')
  const days = (text: string) => {
    const number = numberTyped(text, true)
    return typeof number === 'number' && number > 0 && number <= 100_000 ? number : null
  }
  const echo = (text: string) => String(days(text) ?? '')
  const { typed, type, flush } = useTyped(String(oneOf(value) ?? ''), (text) => onChange(days(text)), { echo })
  const wrong = typed.trim() !== '' && days(typed) === null
  return (
    <div className="min-w-0 flex-1">
      <div className="flex items-center gap-2">
        <TextInput
          value={typed}
          onChange={type}
          onBlur={flush}
          inputMode="numeric"
          aria-label={t('filter.value')}
          aria-invalid={wrong}
          className="w-20!"
        />
        <span className="text-muted text-sm">{t('filter.days')}</span>
      </div>
      {wrong ? <Wrong>{t('filter.notDays')}</Wrong> : null}
    </div>
  )
}

/** The tone of a `Segmented` is made for a surface; on what floats in the dark its quiet words would be too faint. */
const GROUND = 'inline-flex rounded-md bg-surface'

function YesNo({ value, onChange }: ValueProps) {
  const { t } = useTranslation('table-tools')
  const one = oneOf(value)
  return (
    <span className={GROUND}>
      <Segmented
        label={t('filter.value')}
        value={one === null ? '' : one === true || one === 1 ? 'yes' : 'no'}
        onChange={(next) => onChange(next === 'yes')}
        options={[
          { value: 'yes', label: t('filter.yes') },
          { value: 'no', label: t('filter.no') },
        ]}
      />
    </span>
  )
}

function ChoicePicker({ field, value, onChange, single = false }: ValueProps & { single?: boolean }) {
  const { t } = useTranslation('table-tools')
  const options = field.settings.options
  return (
    <TokenPicker
      label={t('filter.value')}
      placeholder={t(options.length > 0 ? 'filter.addValue' : 'filter.typeValue')}
      chosen={listOf(value).map((one) => ({ value: String(one), label: String(one) }))}
      offers={options.map((option) => ({ value: option.name, label: option.name, icon: <Dot color={option.color} /> }))}
      onChange={(next) => onChange(single ? (next[0] ?? null) : next)}
      free
      single={single}
      removeLabel={(label) => t('filter.removeValue', { value: label })}
      nothing={t('filter.nothing')}
    />
  )
}

const Dot = ({ color }: { color: number }) => (
  <span aria-hidden="true" className="size-2 shrink-0 rounded-full" style={{ background: `var(--choice-${color})` }} />
)

const SUGGEST_MS = 150

function RecordPicker({ field, rule, onChange }: FilterValueProps) {
  const { t } = useTranslation('table-tools')
  const [text, setText] = useState('')
  const single = kindOfOp(rule.op) === 'one'
  const labelOf = useReferenceLabels({ fields: [field] }, { ...NO_FILTER, items: [rule] })
  const asked = useDebounced(text.trim().slice(0, 200), SUGGEST_MS)
  const tableId = field.settings.referenceTableId
  const found = useQueryOf(['records', 'suggest'], tableId ? { tableId, text: asked } : skipToken, { keep: true })
  return (
    <TokenPicker
      label={t('filter.value')}
      placeholder={t('filter.findRecord')}
      chosen={listOf(rule.value).map((id) => ({
        value: String(id),
        label: labelOf(field, Number(id)) ?? `#${id}`,
      }))}
      offers={(found.data ?? []).map(({ id, label }) => ({ value: String(id), label }))}
      onType={setText}
      onChange={(next) => onChange(single ? (next[0] === undefined ? null : Number(next[0])) : next.map(Number))}
      single={single}
      removeLabel={(label) => t('filter.removeValue', { value: label })}
      nothing={t('filter.nothing')}
    />
  )
}
