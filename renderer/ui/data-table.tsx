import type { KeyboardEvent, ReactNode } from 'react'
import { cx } from './cx'

type Column<T> = {
  id: string
  header: ReactNode
  cell: (row: T) => ReactNode
  align?: 'start' | 'end'
  /** Any CSS width; without one the column shares what is left. */
  width?: string
  mono?: boolean
}

type DataTableProps<T> = {
  /** What the table lists, for screen readers. */
  label: string
  columns: Column<T>[]
  rows: T[]
  rowKey: (row: T) => string
  selectedKey?: string | null
  /** Makes rows open something; Enter and Space work too. */
  onOpen?: (row: T) => void
  /** Shown under the head when there are no rows. */
  empty?: ReactNode
}

/** A small table whose rows are all there: streams, runs, fields. For many rows there is the grid. */
export function DataTable<T>({ label, columns, rows, rowKey, selectedKey, onOpen, empty }: DataTableProps<T>) {
  return (
    <div className="w-full overflow-x-auto">
      <table aria-label={label} className="w-full table-fixed border-collapse text-sm">
        <thead>
          <tr className="border-line border-b">
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                style={{ width: column.width }}
                className={cx(
                  'h-7 truncate px-2 font-medium text-muted text-xs',
                  column.align === 'end' ? 'text-end' : 'text-start',
                )}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const key = rowKey(row)
            const opens = onOpen
              ? {
                  tabIndex: 0,
                  onClick: () => onOpen(row),
                  onKeyDown: (event: KeyboardEvent<HTMLTableRowElement>) => {
                    if (event.target !== event.currentTarget || (event.key !== 'Enter' && event.key !== ' ')) return
                    event.preventDefault()
                    onOpen(row)
                  },
                }
              : {}
            return (
              <tr
                key={key}
                {...opens}
                aria-selected={key === selectedKey ? true : undefined}
                className={cx(
                  'border-line border-b focus-visible:-outline-offset-2',
                  key === selectedKey ? 'bg-accent-soft' : onOpen && 'hover:bg-hover',
                )}
              >
                {columns.map((column) => (
                  <td
                    key={column.id}
                    className={cx(
                      'h-row truncate px-2',
                      column.align === 'end' && 'tnum text-end',
                      column.mono && 'font-mono text-xs',
                    )}
                  >
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
      {rows.length === 0 && empty ? <div className="px-2 py-3 text-muted text-sm">{empty}</div> : null}
    </div>
  )
}
