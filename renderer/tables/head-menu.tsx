import {
  ArrowDownAZ,
  ArrowLeft,
  ArrowRight,
  ArrowUpAZ,
  ChartColumn,
  ChevronDown,
  EyeOff,
  Filter,
  Pencil,
  Pin,
  PinOff,
  Shapes,
  Trash2,
} from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Table } from '../../shared/domain/table'
import { api } from '../app/api'
import { Menu, type MenuItem } from '../ui/menu'
import { toast } from '../ui/toast'
import { type Column, movedColumn, stepTarget, withColumn } from './columns'
import { words } from './grid-ground'
import { tellFailure } from './undo-batches'
import type { FieldAction } from './use-grid-view'
import { useLatest } from './use-latest'
import type { ViewModel } from './view-model'

const buttonId = (fieldId: string): string => `head-menu-${fieldId}`

/** Opens the menu of a head, as a press of its button does. */
export function openHeadMenu(fieldId: string): void {
  document
    .getElementById(buttonId(fieldId))
    ?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }))
}

export type HeadMenuProps = {
  table: Table
  model: ViewModel
  columns: readonly Column[]
  column: Column
  onField: (action: FieldAction) => void
  /** Puts the keys back into the grid. */
  onClosed: () => void
}

/** Everything that can be done with a column. */
export function HeadMenu(props: HeadMenuProps) {
  const { t } = useTranslation('tables')
  const { field } = props.column
  const onSelect = useFocusKeeper(props.onClosed)
  const items = [...viewItems(props), 'line' as const, ...fieldItems(props)].map((item): MenuItem => {
    if (typeof item === 'string' || 'heading' in item) return item
    return { ...item, onSelect: () => onSelect(item.onSelect) }
  })
  return (
    <Menu
      align="end"
      trigger={
        <button
          id={buttonId(field.id)}
          type="button"
          tabIndex={-1}
          aria-label={t('menu.open', { name: field.name })}
          onFocus={(event) => {
            if (event.currentTarget.dataset.state === 'closed') props.onClosed()
          }}
          className="absolute inset-y-1 end-1.5 flex w-5 items-center justify-center rounded-sm bg-sunken text-muted opacity-0 hover:text-ink group-hover/head:opacity-100 data-[state=open]:opacity-100"
        >
          <ChevronDown className="icon-sm" aria-hidden="true" />
        </button>
      }
      items={items}
    />
  )
}

/** A head that is hidden or pinned takes its button away, to which the menu would give the focus back. */
function useFocusKeeper(onClosed: () => void): (act: () => void) => void {
  const acted = useRef(false)
  const close = useLatest(onClosed)
  useEffect(
    () => () => {
      if (!acted.current) return
      setTimeout(() => {
        if (document.activeElement === document.body) close()
      })
    },
    [close],
  )
  return (act) => {
    acted.current = true
    act()
  }
}

function viewItems({ table, model, columns, column, onField }: HeadMenuProps): MenuItem[] {
  const { field, pinned } = column
  const { state, change } = model
  const sortBy = (direction: 'asc' | 'desc') => () => change({ sort: [{ fieldId: field.id, direction }] })
  const step = (side: -1 | 1) => stepTarget(columns, field.id, side)
  const move = (side: -1 | 1) => () => {
    const before = step(side)
    if (before !== undefined) change({ columns: movedColumn(table, state, field.id, before) })
  }
  return [
    { id: 'asc', label: words('menu.asc'), icon: <ArrowDownAZ aria-hidden="true" />, onSelect: sortBy('asc') },
    { id: 'desc', label: words('menu.desc'), icon: <ArrowUpAZ aria-hidden="true" />, onSelect: sortBy('desc') },
    {
      id: 'filter',
      label: words('menu.filter'),
      icon: <Filter aria-hidden="true" />,
      onSelect: () => onField({ kind: 'filter', field }),
    },
    {
      id: 'summarise',
      label: words('menu.summarise'),
      icon: <ChartColumn aria-hidden="true" />,
      onSelect: () => onField({ kind: 'summarise', field }),
    },
    'line',
    {
      id: 'pin',
      label: words(pinned ? 'menu.unpin' : 'menu.pin'),
      icon: pinned ? <PinOff aria-hidden="true" /> : <Pin aria-hidden="true" />,
      onSelect: () => change({ columns: withColumn(table, state, field.id, { pinned: !pinned }) }),
    },
    {
      id: 'left',
      label: words('menu.left'),
      icon: <ArrowLeft className="rtl:rotate-180" aria-hidden="true" />,
      disabled: step(-1) === undefined,
      onSelect: move(-1),
    },
    {
      id: 'right',
      label: words('menu.right'),
      icon: <ArrowRight className="rtl:rotate-180" aria-hidden="true" />,
      disabled: step(1) === undefined,
      onSelect: move(1),
    },
    {
      id: 'hide',
      label: words('menu.hide'),
      icon: <EyeOff aria-hidden="true" />,
      disabled: columns.length === 1,
      onSelect: () => change({ columns: withColumn(table, state, field.id, { hidden: true }) }),
    },
  ]
}

function fieldItems({ table, column, onField }: HeadMenuProps): MenuItem[] {
  const { field } = column
  const locked = field.synced && !field.vanished
  const why = locked ? { hint: words('menu.locked', { source: table.dataConnectionName ?? table.sourceId }) } : {}
  return [
    {
      id: 'edit',
      label: words('menu.edit'),
      icon: <Pencil aria-hidden="true" />,
      onSelect: () => onField({ kind: 'edit', field }),
    },
    {
      id: 'retype',
      label: words('menu.retype'),
      icon: <Shapes aria-hidden="true" />,
      disabled: locked,
      ...why,
      onSelect: () => onField({ kind: 'retype', field }),
    },
    {
      id: 'delete',
      label: words('menu.delete'),
      icon: <Trash2 aria-hidden="true" />,
      danger: !locked,
      disabled: locked,
      ...why,
      onSelect: () => void deleteField(table.id, field.id, field.name),
    },
  ]
}

async function deleteField(tableId: string, fieldId: string, name: string): Promise<void> {
  const result = await api.tables.deleteField({ tableId, fieldId })
  if (!result.ok) return tellFailure(result.error)
  async function restore() {
    const restored = await api.tables.restoreField({ tableId, fieldId })
    if (!restored.ok) tellFailure(restored.error)
  }
  toast({
    title: words('fieldDeleted', { name }),
    action: { label: words('undo'), run: () => void restore() },
  })
}
