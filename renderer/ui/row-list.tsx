import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import { cx } from './cx'
import { listKeyTarget } from './list-keys'

type RowListProps<T> = {
  label: string
  items: T[]
  itemKey: (item: T) => string
  /** A `Row`, as a rule. */
  renderItem: (item: T) => ReactNode
  selectedKey?: string | null
  /** Makes rows buttons; arrow keys move between them. */
  onSelect?: (item: T) => void
  /** Buttons beside the row that must not be inside its button: a menu, a switch. */
  renderActions?: (item: T) => ReactNode
  /** Hairlines between the rows, for lists without selection. */
  lines?: boolean
  /** `nav` is for lists in the sidebar: indented under their entry, the chosen one in the sidebar's own tone. */
  look?: 'plain' | 'nav'
}

const ROW = 'flex w-full min-w-0 items-center rounded-md px-2 text-start focus-visible:-outline-offset-2'
const LOOK = {
  plain: { row: '', selected: 'bg-accent-soft' },
  nav: { row: 'ps-[34px]', selected: 'bg-press' },
}

/** A list of rows: chosen one at a time with mouse or arrows, or only read. */
export function RowList<T>({
  label,
  items,
  itemKey,
  renderItem,
  selectedKey,
  onSelect,
  renderActions,
  lines = false,
  look = 'plain',
}: RowListProps<T>) {
  const list = useRef<HTMLUListElement>(null)
  function handleKeyDown(event: KeyboardEvent) {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>(':scope > li > [data-row]') ?? [])]
    const at = rows.findIndex((row) => row.contains(document.activeElement))
    const target = at < 0 ? null : listKeyTarget(event.key, at, rows.length)
    if (target === null) return
    event.preventDefault()
    rows[target]?.focus()
  }
  const roving = items.some((item) => itemKey(item) === selectedKey) ? selectedKey : items[0] && itemKey(items[0])
  return (
    <ul ref={list} aria-label={label} onKeyDown={handleKeyDown} className={cx(lines && 'divide-y divide-line')}>
      {items.map((item) => {
        const key = itemKey(item)
        const selected = key === selectedKey
        return (
          <li key={key} className="group relative flex items-center">
            {onSelect ? (
              <button
                type="button"
                data-row
                tabIndex={key === roving ? 0 : -1}
                aria-current={selected ? 'true' : undefined}
                onClick={() => onSelect(item)}
                className={cx(ROW, LOOK[look].row, selected ? LOOK[look].selected : 'hover:bg-hover')}
              >
                {renderItem(item)}
              </button>
            ) : (
              <div className={cx(ROW, lines && 'px-0')}>{renderItem(item)}</div>
            )}
            {renderActions ? <div className="flex shrink-0 items-center gap-1 ps-2">{renderActions(item)}</div> : null}
          </li>
        )
      })}
    </ul>
  )
}
