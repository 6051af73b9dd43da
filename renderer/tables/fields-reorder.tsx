import { GripVertical } from 'lucide-react'
import { type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from '../ui/cx'

type Reordering = {
  keys: readonly string[]
  onMove: (from: number, to: number) => void
}

/** Entries of a list that change places: dragged by their handle, or moved with the arrow keys while it has the focus. */
export function useReorder({ keys, onMove }: Reordering) {
  const [dragged, setDragged] = useState<string | null>(null)
  const [over, setOver] = useState<string | null>(null)
  const handles = useRef(new Map<string, HTMLButtonElement>())
  const focused = useRef<string | null>(null)
  // Moving an element in the page takes its focus away.
  useEffect(() => {
    if (focused.current === null || document.activeElement !== document.body) return
    handles.current.get(focused.current)?.focus()
  })
  function step(key: string, by: number) {
    const from = keys.indexOf(key)
    const to = from + by
    if (from < 0 || to < 0 || to >= keys.length) return
    focused.current = key
    onMove(from, to)
  }
  function drop(onto: string) {
    const from = dragged === null ? -1 : keys.indexOf(dragged)
    const to = keys.indexOf(onto)
    setDragged(null)
    setOver(null)
    if (from >= 0 && to >= 0 && from !== to) onMove(from, to)
  }
  const isBelow = (key: string) => dragged !== null && keys.indexOf(dragged) < keys.indexOf(key)
  return {
    rowProps: (key: string) => ({
      onDragOver: (event: DragEvent) => {
        if (dragged === null) return
        event.preventDefault()
        setOver(key)
      },
      onDrop: (event: DragEvent) => {
        if (dragged === null) return
        event.preventDefault()
        drop(key)
      },
    }),
    rowLook: (key: string): string =>
      over !== key || dragged === key
        ? ''
        : isBelow(key)
          ? 'shadow-[0_2px_0_0_var(--accent)]'
          : 'shadow-[0_-2px_0_0_var(--accent)]',
    handleProps: (key: string) => ({
      ref: (node: HTMLButtonElement | null) => {
        if (node) handles.current.set(key, node)
        else handles.current.delete(key)
      },
      onDragStart: (event: DragEvent) => {
        event.dataTransfer.effectAllowed = 'move'
        event.dataTransfer.setData('text/plain', key)
        const row = event.currentTarget.closest('li')
        if (row) event.dataTransfer.setDragImage(row, 8, 8)
        setDragged(key)
      },
      onDragEnd: () => {
        setDragged(null)
        setOver(null)
      },
      onBlur: () => {
        if (document.hasFocus() && document.activeElement !== document.body) focused.current = null
      },
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
        event.preventDefault()
        step(key, event.key === 'ArrowUp' ? -1 : 1)
      },
    }),
  }
}

type HandleProps = ReturnType<ReturnType<typeof useReorder>['handleProps']> & {
  name: string
  place: number
  count: number
}

export function ReorderHandle({ name, place, count, ...props }: HandleProps) {
  const { t } = useTranslation('table-panels')
  return (
    <button
      type="button"
      draggable
      aria-label={t('reorder', { name, place: place + 1, count })}
      title={t('reorderHint')}
      className={cx(
        'flex h-7 w-5 shrink-0 cursor-grab items-center justify-center rounded-sm text-muted hover:bg-hover hover:text-ink',
        '[&_svg]:icon-sm active:cursor-grabbing',
      )}
      {...props}
    >
      <GripVertical aria-hidden="true" />
    </button>
  )
}
