import { ChevronDown, ChevronUp, Columns3 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ViewColumn } from '../../shared/domain/record-question'
import type { Field, Table } from '../../shared/domain/table'
import { Button } from '../ui/button'
import { Checkbox } from '../ui/checkbox'
import { IconButton } from '../ui/icon-button'
import { Popover } from '../ui/popover'
import { SearchInput } from '../ui/search-input'
import { movedColumn, withColumn } from './columns'
import { FieldGlyph } from './field-glyph'
import { ToolbarWord } from './toolbar-word'
import type { ViewModel } from './view-model'
import { allColumns } from './view-state'

type ColumnsProps = { table: Table; model: ViewModel }

/** Which fields the view shows, in which order. */
export function ColumnsButton({ table, model }: ColumnsProps) {
  const { t } = useTranslation('table-tools')
  const hidden = allColumns(table, model.state).filter((column) => column.hidden).length
  return (
    <Popover
      label={t('columns.list')}
      width={300}
      trigger={
        <Button
          variant="ghost"
          icon={<Columns3 aria-hidden="true" />}
          title={hidden > 0 ? t('columns.hidden', { count: hidden }) : undefined}
        >
          <ToolbarWord>{t('columns.button')}</ToolbarWord>
          {hidden > 0 ? (
            <span className="tnum text-muted">
              {table.fields.length - hidden}/{table.fields.length}
            </span>
          ) : null}
        </Button>
      }
    >
      <ColumnList table={table} model={model} />
    </Popover>
  )
}

type Entry = { column: ViewColumn; field: Field }

function ColumnList({ table, model }: ColumnsProps) {
  const { t } = useTranslation('table-tools')
  const [search, setSearch] = useState('')
  const columns = allColumns(table, model.state)
  const wanted = search.trim().toLocaleLowerCase()
  const entries = columns.flatMap((column): Entry[] => {
    const field = table.fields.find(({ id }) => id === column.fieldId)
    return field ? [{ column, field }] : []
  })
  const shown = entries.filter(({ field }) => field.name.toLocaleLowerCase().includes(wanted))
  const change = (next: ViewColumn[]) => model.change({ columns: next.slice(0, 500) })
  const hideAll = (hidden: boolean) => change(columns.map((column) => ({ ...column, hidden })))
  /** Without a search, entries that are next to each other here are so in the view. */
  function move(index: number, step: -1 | 1) {
    const own = entries[index]
    const before = entries[step < 0 ? index - 1 : index + 2]?.column.fieldId ?? null
    if (own) change(movedColumn(table, model.state, own.column.fieldId, before))
  }
  return (
    <div className="flex flex-col gap-2">
      <SearchInput value={search} onChange={setSearch} placeholder={t('columns.search')} />
      <ul aria-label={t('columns.list')} className="-mx-1 max-h-80 overflow-y-auto px-1">
        {shown.map(({ column, field }, index) => (
          <ColumnRow
            key={field.id}
            field={field}
            hidden={column.hidden}
            onHidden={(hidden) => change(withColumn(table, model.state, field.id, { hidden }))}
            {...(wanted || index === 0 ? {} : { onUp: () => move(index, -1) })}
            {...(wanted || index === shown.length - 1 ? {} : { onDown: () => move(index, 1) })}
          />
        ))}
        {shown.length === 0 ? <li className="text-muted text-sm">{t('columns.nothing')}</li> : null}
      </ul>
      <div className="flex gap-1">
        <Button size="sm" variant="ghost" onClick={() => hideAll(false)}>
          {t('columns.all')}
        </Button>
        <Button size="sm" variant="ghost" onClick={() => hideAll(true)}>
          {t('columns.none')}
        </Button>
      </div>
    </div>
  )
}

type ColumnRowProps = {
  field: Field
  hidden: boolean
  onHidden: (hidden: boolean) => void
  onUp?: () => void
  onDown?: () => void
}

function ColumnRow({ field, hidden, onHidden, onUp, onDown }: ColumnRowProps) {
  const { t } = useTranslation('table-tools')
  return (
    <li className="group flex h-7 items-center gap-1 rounded-md px-1 hover:bg-hover">
      <div className="min-w-0 flex-1">
        <Checkbox
          checked={!hidden}
          onChange={(shown) => onHidden(!shown)}
          label={
            <span className="flex items-center gap-1.5">
              <span className="text-muted">
                <FieldGlyph type={field.type} />
              </span>
              <span className="truncate">{field.name}</span>
            </span>
          }
        />
      </div>
      <div className="flex opacity-0 focus-within:opacity-100 group-hover:opacity-100">
        <IconButton
          size="sm"
          label={t('columns.up', { field: field.name })}
          icon={<ChevronUp aria-hidden="true" />}
          disabled={!onUp}
          onClick={onUp}
        />
        <IconButton
          size="sm"
          label={t('columns.down', { field: field.name })}
          icon={<ChevronDown aria-hidden="true" />}
          disabled={!onDown}
          onClick={onDown}
        />
      </div>
    </li>
  )
}
