import { ArrowDownUp, ChevronDown, ChevronUp, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Field, Sort, Table } from '../../shared/domain/table'
import { Button } from '../ui/button'
import { IconButton } from '../ui/icon-button'
import { Popover } from '../ui/popover'
import { Segmented } from '../ui/segmented'
import { Select, type SelectOption } from '../ui/select'
import { FieldGlyph } from './field-glyph'
import { directionWords, sortWords } from './sort-words'
import { ToolbarWord } from './toolbar-word'
import type { ViewModel } from './view-model'

const MOST_SORTS = 8

const optionOf = ({ id, name, type }: Field): SelectOption => ({
  value: id,
  label: name,
  icon: <FieldGlyph type={type} />,
})

/** The order of the records in words; opens the list of sorts. */
export function SortButton({ table, model }: { table: Table; model: ViewModel }) {
  const { t } = useTranslation('table-tools')
  const { sort } = model.state
  const words = sortWords(sort, table.fields, t)
  return (
    <Popover
      label={t('sort.title')}
      width={500}
      trigger={
        <Button
          variant="ghost"
          icon={<ArrowDownUp aria-hidden="true" />}
          className={words ? 'text-accent!' : ''}
          title={words ?? undefined}
          aria-label={words ? `${t('sort.button')}: ${words}` : t('sort.button')}
        >
          <ToolbarWord>{words ?? t('sort.button')}</ToolbarWord>
        </Button>
      }
    >
      <SortList table={table} sort={sort} onChange={(next) => model.change({ sort: next })} />
    </Popover>
  )
}

type SortListProps = { table: Table; sort: Sort[]; onChange: (sort: Sort[]) => void }

function SortList({ table, sort, onChange }: SortListProps) {
  const { t } = useTranslation('table-tools')
  const free = table.fields.filter(({ id }) => !sort.some(({ fieldId }) => fieldId === id))
  return (
    <div className="flex flex-col gap-3">
      {sort.length === 0 ? <p className="text-muted text-sm">{t('sort.none')}</p> : null}
      {sort.length > 0 ? (
        <ol aria-label={t('sort.list')} className="flex flex-col gap-2">
          {sort.map((entry, index) => (
            <SortRow
              key={entry.fieldId}
              fields={table.fields}
              free={free}
              sort={sort}
              index={index}
              onChange={onChange}
            />
          ))}
        </ol>
      ) : null}
      {sort.length < MOST_SORTS && free.length > 0 ? (
        <div className="w-44">
          <Select
            value={null}
            placeholder={t('sort.add')}
            onChange={(fieldId) => onChange([...sort, { fieldId, direction: 'asc' }])}
            options={free.map(optionOf)}
          />
        </div>
      ) : null}
    </div>
  )
}

type SortRowProps = { fields: Field[]; free: Field[]; sort: Sort[]; index: number; onChange: (sort: Sort[]) => void }

function SortRow({ fields, free, sort, index, onChange }: SortRowProps) {
  const { t } = useTranslation('table-tools')
  const entry = sort[index]
  const field = fields.find(({ id }) => id === entry?.fieldId)
  if (!entry || !field) return null
  const put = (next: Sort) => onChange(sort.with(index, next))
  const without = sort.toSpliced(index, 1)
  const moveTo = (place: number) => onChange(without.toSpliced(place, 0, entry))
  return (
    <li className="flex items-center gap-1.5">
      <div className="w-44 shrink-0">
        <Select
          label={t('sort.field')}
          value={entry.fieldId}
          onChange={(fieldId) => put({ ...entry, fieldId })}
          options={fields.filter((other) => other === field || free.includes(other)).map(optionOf)}
        />
      </div>
      <div className="flex min-w-0 flex-1">
        <span className="inline-flex rounded-md bg-surface">
          <Segmented
            label={t('sort.direction', { field: field.name })}
            value={entry.direction}
            onChange={(direction) => put({ ...entry, direction })}
            options={(['asc', 'desc'] as const).map((value) => ({
              value,
              label: directionWords(field.type, value, t),
            }))}
          />
        </span>
      </div>
      <div className="flex">
        <IconButton
          size="sm"
          label={t('sort.up', { field: field.name })}
          icon={<ChevronUp aria-hidden="true" />}
          disabled={index === 0}
          onClick={() => moveTo(index - 1)}
        />
        <IconButton
          size="sm"
          label={t('sort.down', { field: field.name })}
          icon={<ChevronDown aria-hidden="true" />}
          disabled={index === sort.length - 1}
          onClick={() => moveTo(index + 1)}
        />
        <IconButton
          size="sm"
          label={t('sort.remove', { field: field.name })}
          icon={<X aria-hidden="true" />}
          onClick={() => onChange(without)}
        />
      </div>
    </li>
  )
}
