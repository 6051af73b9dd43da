import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CellValue, Field } from '../../shared/domain/table'
import type { AppError } from '../../shared/errors'
import { cx } from '../ui/cx'
import { useFieldProps } from '../ui/field'
import { CONTROL } from '../ui/text-input'
import { CellEditor } from './cell-editor'
import { useRecordLabel } from './cell-labels'
import { cellText } from './cell-text'
import { CellView } from './cell-view'

type ValueControlProps = {
  field: Field
  value: CellValue
  /** The field's name when absent. */
  label?: string
  id?: string
  disabled?: boolean
  /** Why the last value was not taken. */
  error?: AppError | null
  /** False when it was not taken: what was typed stays open. */
  onCommit: (value: CellValue) => boolean | Promise<boolean>
}

/** A value at rest that opens its editor when it is pressed. */
export function ValueControl({ field, value, label, id, disabled = false, error, onCommit }: ValueControlProps) {
  const { t } = useTranslation('table-panels')
  const props = useFieldProps('button')
  const [editing, setEditing] = useState(false)
  const [refused, setRefused] = useState<{ typed: string | undefined } | null>(null)
  const [taken, setTaken] = useState<{ value: CellValue } | null>(null)
  const button = useRef<HTMLButtonElement>(null)
  const returning = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was taken is shown until the stored value follows.
  useEffect(() => setTaken(null), [value])
  useEffect(() => {
    if (editing || !returning.current) return
    returning.current = false
    button.current?.focus()
  }, [editing])
  const shown = taken ? taken.value : value
  const words = useWords(field, shown)
  function end(byKey: boolean) {
    returning.current = byKey
    setEditing(false)
    setRefused(null)
  }
  async function handleCommit(next: CellValue, byKey: boolean, typed: string | undefined) {
    if (next === value) return end(byKey)
    setTaken({ value: next })
    end(byKey)
    if (await onCommit(next)) return
    setTaken(null)
    setRefused({ typed })
    setEditing(true)
  }
  if (editing) {
    return (
      <CellEditor
        field={field}
        value={shown}
        label={label ?? field.name}
        {...(refused?.typed === undefined ? {} : { typed: refused.typed })}
        error={refused ? (error ?? null) : null}
        onCommit={(next, after, typed) => void handleCommit(next, after !== null || hasFocus(), typed)}
        onCancel={() => end(hasFocus())}
      />
    )
  }
  const name = label ?? field.name
  return (
    <button
      {...props}
      {...(id ? { id } : {})}
      ref={button}
      type="button"
      disabled={disabled}
      aria-label={`${name}: ${words || t('value.empty')}`}
      onClick={() => setEditing(true)}
      className={cx(
        CONTROL,
        'flex min-h-8 items-center px-2.5 py-1 text-start disabled:bg-sunken disabled:opacity-100',
      )}
    >
      <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
        {words ? <CellView field={field} value={shown} tall /> : <span className="text-muted">{t('value.empty')}</span>}
      </span>
    </button>
  )
}

/** Nothing else was chosen to go on with: the focus stands in the editor that is about to close. */
const hasFocus = (): boolean => document.activeElement !== document.body

function useWords(field: Field, value: CellValue): string {
  const isReference = field.type === 'reference' && value !== null
  const label = useRecordLabel(isReference ? field.settings.referenceTableId : null, isReference ? Number(value) : null)
  return cellText(value, field, label ?? undefined)
}
