import { Plus, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { StreamField, StreamFilter } from '../../shared/domain/data-connection'
import { labelOf } from '../../shared/domain/field-label'
import { Button } from '../ui/button'
import { IconButton } from '../ui/icon-button'
import { Select } from '../ui/select'
import { TextInput } from '../ui/text-input'
import { needsValue, newFilter, opKey, opsOf, withFilterField } from './filter-ops'

type StreamFiltersProps = {
  fields: StreamField[]
  filters: StreamFilter[]
  onChange: (filters: StreamFilter[]) => void
}

const MOST = 20

/** Which records are synced; all of the filters have to hold. */
export function StreamFilters({ fields, filters, onChange }: StreamFiltersProps) {
  const { t } = useTranslation('data-connections')
  const first = fields.find(({ primaryKey }) => !primaryKey) ?? fields[0]
  return (
    <>
      {filters.length > 0 ? (
        <ul className="flex flex-col gap-1.5">
          {filters.map((filter, index) => (
            <FilterRow
              // biome-ignore lint/suspicious/noArrayIndexKey: a filter is its place in the list.
              key={index}
              number={index + 1}
              fields={fields}
              filter={filter}
              onChange={(next) => onChange(filters.with(index, next))}
              onRemove={() => onChange(filters.toSpliced(index, 1))}
            />
          ))}
        </ul>
      ) : null}
      {first && filters.length < MOST ? (
        <div>
          <Button size="sm" icon={<Plus aria-hidden="true" />} onClick={() => onChange([...filters, newFilter(first)])}>
            {t('filters.add')}
          </Button>
        </div>
      ) : null}
    </>
  )
}

type FilterRowProps = {
  number: number
  fields: StreamField[]
  filter: StreamFilter
  onChange: (filter: StreamFilter) => void
  onRemove: () => void
}

function FilterRow({ number, fields, filter, onChange, onRemove }: FilterRowProps) {
  const { t } = useTranslation('data-connections')
  const field = fields.find(({ name }) => name === filter.field)
  const type = field?.type ?? 'text'
  return (
    <li aria-label={t('filters.number', { number })} className="flex items-center gap-1.5">
      <div className="w-44 shrink-0">
        <Select
          label={t('filters.field')}
          value={filter.field}
          onChange={(name) => {
            const next = fields.find((other) => other.name === name)
            if (next) onChange(withFilterField(filter, field, next))
          }}
          options={fields.map((one) => ({ value: one.name, label: labelOf(one), hint: one.sourceType }))}
        />
      </div>
      <div className="w-36 shrink-0">
        <Select
          label={t('filters.op')}
          value={filter.op}
          onChange={(op) => onChange({ ...filter, op, value: needsValue(op) ? filter.value : '' })}
          options={opsOf(type).map((op) => ({ value: op, label: t(`op.${opKey(op, type)}`) }))}
        />
      </div>
      <div className="min-w-0 flex-1">
        <FilterValue type={type} filter={filter} onChange={(value) => onChange({ ...filter, value })} />
      </div>
      <IconButton
        size="sm"
        label={t('filters.remove', { number })}
        icon={<X aria-hidden="true" />}
        onClick={onRemove}
      />
    </li>
  )
}

type FilterValueProps = { type: StreamField['type']; filter: StreamFilter; onChange: (value: string) => void }

const LOOKS_LIKE: Partial<Record<StreamField['type'], string>> = {
  date: '2026-01-31',
  datetime: '2026-01-31T08:00:00Z',
  integer: '100',
  number: '99.5',
}

function FilterValue({ type, filter, onChange }: FilterValueProps) {
  const { t } = useTranslation('data-connections')
  if (!needsValue(filter.op)) return null
  if (type === 'boolean')
    return (
      <Select
        label={t('filters.value')}
        value={filter.value}
        onChange={onChange}
        options={['true', 'false'].map((value) => ({ value, label: t(`filters.${value}`) }))}
      />
    )
  return (
    <TextInput
      aria-label={t('filters.value')}
      value={filter.value}
      onChange={onChange}
      maxLength={1000}
      placeholder={LOOKS_LIKE[type] ?? ''}
      inputMode={type === 'integer' || type === 'number' ? 'decimal' : 'text'}
    />
  )
}
