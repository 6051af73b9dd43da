import type { KeyboardEvent } from 'react'
import type { Sort, Table } from '../../shared/domain/table'
import { type Column, movedColumn, stepTarget, withColumn } from './columns'
import { words } from './grid-ground'
import { openHeadMenu } from './head-menu'
import type { FieldAction } from './use-grid-view'
import type { ViewModel } from './view-model'

const STEP = 16

/** Ascending, descending, and back to the order of the records. With others kept, it joins or leaves them. */
export function nextSort(sort: readonly Sort[], fieldId: string, keepOthers: boolean): Sort[] {
  const own = sort.find((one) => one.fieldId === fieldId)
  const next: Sort | null =
    own === undefined ? { fieldId, direction: 'asc' } : own.direction === 'asc' ? { fieldId, direction: 'desc' } : null
  if (!keepOthers) return next ? [next] : []
  if (own === undefined) return next ? [...sort, next].slice(-8) : [...sort]
  return sort.flatMap((one) => (one === own ? (next ? [next] : []) : [one]))
}

type HeadKeysOptions = {
  table: Table
  model: ViewModel
  columns: readonly Column[]
  onField: (action: FieldAction) => void
  say: (text: string) => void
}

/** What keys do while a head has them: sort, size, move, and open its menu. True when the key was one of these. */
export function useHeadKeys({ table, model, columns, onField, say }: HeadKeysOptions) {
  function move(fieldId: string, step: -1 | 1) {
    const before = stepTarget(columns, fieldId, step)
    if (before !== undefined) model.change({ columns: movedColumn(table, model.state, fieldId, before) })
  }
  function size({ field, width }: Column, by: number) {
    const next = withColumn(table, model.state, field.id, { width: width + by })
    model.change({ columns: next })
    say(words('said.width', { count: next.find(({ fieldId }) => fieldId === field.id)?.width ?? width }))
  }
  function sideways(column: Column, { altKey, shiftKey, key }: KeyboardEvent): boolean {
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : null
    if (!altKey || step === null) return false
    if (shiftKey) move(column.field.id, step)
    else size(column, step * STEP)
    return true
  }
  function press(column: Column | undefined, keepOthers: boolean) {
    if (column) model.change({ sort: nextSort(model.state.sort, column.field.id, keepOthers) })
    else onField({ kind: 'new' })
  }
  return (event: KeyboardEvent, index: number): boolean => {
    const { key, shiftKey } = event
    const column = columns[index]
    if (key === 'Enter' || key === ' ') press(column, shiftKey)
    else if (!column) return false
    else if (isMenuKey(event)) openHeadMenu(column.field.id)
    else if (key === 'F2') onField({ kind: 'edit', field: column.field })
    else return sideways(column, event)
    return true
  }
}

const isMenuKey = ({ key, altKey, shiftKey }: KeyboardEvent): boolean =>
  key === 'ContextMenu' || (key === 'F10' && shiftKey) || (key === 'ArrowDown' && altKey)
