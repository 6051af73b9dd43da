import type { CellValue, Field } from '../../shared/domain/table'
import type { AppError } from '../../shared/errors'
import { BooleanEditor } from './cell-boolean'
import { ChoiceEditor } from './cell-choices'
import { DateEditor } from './cell-date'
import { LineEditor } from './cell-line'
import { LongEditor } from './cell-long'
import { ReferenceEditor } from './cell-reference'

/** Where the active cell goes after a value is taken. */
export type AfterCommit = 'down' | 'up' | 'right' | 'left' | null

export type CellEditorProps = {
  field: Field
  value: CellValue
  /** Stands in the place of the value: what was typed on the cell, or what was refused before. */
  typed?: string
  /** For screen readers; the field's name when absent. */
  label?: string
  /** Why main did not take it. */
  error?: AppError | null
  /** In a cell of the grid, without a frame of its own. */
  bare?: boolean
  /** `typed` is the text as it stood, for when the value is refused later. */
  onCommit: (value: CellValue, after: AfterCommit, typed?: string) => void
  onCancel: () => void
}

/**
 * Edits one value in its place and takes the focus. Enter and Tab commit, Escape cancels, leaving it commits; a value
 * that cannot be right stays in it, with what is wrong.
 */
export function CellEditor(props: CellEditorProps) {
  switch (props.field.type) {
    case 'boolean':
      return <BooleanEditor {...props} />
    case 'select':
    case 'multi-select':
      return <ChoiceEditor {...props} />
    case 'reference':
      return <ReferenceEditor {...props} />
    case 'date':
    case 'datetime':
      return <DateEditor {...props} />
    case 'long-text':
    case 'json':
      return <LongEditor {...props} />
    default:
      return <LineEditor {...props} />
  }
}
