import type { ReactNode } from 'react'
import { cx } from './cx'

type RowProps = {
  /** Mark, jack or icon. */
  leading?: ReactNode
  title: ReactNode
  /** A second, quiet line. */
  subtitle?: ReactNode
  /** Badges, time, count, at the right. */
  trailing?: ReactNode
  /** One short line of normal weight: the threads in the sidebar. */
  compact?: boolean
  /** Of something switched off. */
  quiet?: boolean
}

/** The inside of one list row: one or two lines that never wrap. */
export function Row({ leading, title, subtitle, trailing, compact = false, quiet = false }: RowProps) {
  return (
    <div
      className={cx(
        'flex w-full min-w-0 items-center gap-2.5',
        compact ? 'h-7' : 'min-h-row',
        subtitle ? 'py-1.5' : 'py-0.5',
      )}
    >
      {leading ? <span className="flex shrink-0 items-center">{leading}</span> : null}
      <span className="min-w-0 flex-1">
        <span className={cx('block truncate text-sm', quiet ? 'text-muted' : !compact && 'font-medium')}>{title}</span>
        {subtitle ? <span className="block truncate text-muted text-xs">{subtitle}</span> : null}
      </span>
      {trailing ? <span className="tnum flex shrink-0 items-center gap-2 text-muted text-xs">{trailing}</span> : null}
    </div>
  )
}
