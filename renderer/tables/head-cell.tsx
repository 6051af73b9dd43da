import { ArrowDown, ArrowUp, KeyRound } from 'lucide-react'
import { type PointerEvent, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Field, Sort } from '../../shared/domain/table'
import { Mark } from '../ui/mark'
import { FieldGlyph } from './field-glyph'

/** Ascending, descending, and back to the order of the records. */
export function nextSort(sort: Sort | null, fieldId: string): Sort | null {
  if (sort?.fieldId !== fieldId) return { fieldId, direction: 'asc' }
  return sort.direction === 'asc' ? { fieldId, direction: 'desc' } : null
}

type HeadButtonProps = {
  field: Field
  sourceId: string | null
  direction: Sort['direction'] | null
  onClick: () => void
}

/** The name of a field; a click sorts by it. */
export function HeadButton({ field, sourceId, direction, onClick }: HeadButtonProps) {
  const { t } = useTranslation('tables')
  const about = [
    t(`type.${field.type}`),
    ...(field.primaryKey ? [t('key')] : []),
    ...(field.synced ? [t('synced')] : []),
  ]
  return (
    <button
      type="button"
      title={`${field.name} · ${about.join(' · ')}`}
      onClick={onClick}
      className="flex h-full w-full items-center gap-1.5 px-2 font-medium text-muted text-xs hover:text-ink focus-visible:-outline-offset-2"
    >
      <FieldGlyph type={field.type} />
      <span className="truncate">{field.name}</span>
      {field.primaryKey ? <KeyRound className="size-3 shrink-0" aria-hidden="true" /> : null}
      {direction === 'asc' ? <ArrowUp className="icon-sm text-accent" aria-hidden="true" /> : null}
      {direction === 'desc' ? <ArrowDown className="icon-sm text-accent" aria-hidden="true" /> : null}
      {field.synced && sourceId ? <Mark id={sourceId} name={sourceId} size={14} className="ms-auto" /> : null}
    </button>
  )
}

/** The grip at the end of a head; the pointer stays its own until it is let go. */
export function HeadEdge({ width, onWidth }: { width: number; onWidth: (width: number) => void }) {
  const start = useRef<{ x: number; width: number } | null>(null)
  function handleDown(event: PointerEvent<HTMLSpanElement>) {
    event.preventDefault()
    event.currentTarget.setPointerCapture(event.pointerId)
    start.current = { x: event.clientX, width }
  }
  function handleMove(event: PointerEvent<HTMLSpanElement>) {
    if (!start.current) return
    const direction = getComputedStyle(event.currentTarget).direction === 'rtl' ? -1 : 1
    onWidth(start.current.width + (event.clientX - start.current.x) * direction)
  }
  return (
    <span
      aria-hidden="true"
      data-edge
      onPointerDown={handleDown}
      onPointerMove={handleMove}
      onPointerUp={() => {
        start.current = null
      }}
      className="absolute inset-y-0 -end-1 z-10 w-2 cursor-col-resize hover:bg-line-strong"
    />
  )
}
