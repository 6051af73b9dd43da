import type { ReactNode } from 'react'
import { cx } from './cx'

type SplitListProps = {
  /** Name of the list for screen readers. */
  label: string
  /** Search and "new" button above the list. */
  toolbar?: ReactNode
  list: ReactNode
  /** What is chosen, or an `EmptyState`. */
  children: ReactNode
  /** Of the list, in px. */
  width?: number
}

/** List left, detail right. Inside `<Screen width="bleed">`. */
export function SplitList({ label, toolbar, list, children, width = 288 }: SplitListProps) {
  return (
    <div className="flex min-h-0 flex-1">
      <section
        aria-label={label}
        style={{ width }}
        className="flex min-w-0 max-w-[38%] shrink-0 flex-col border-line border-e"
      >
        {toolbar ? <div className="flex shrink-0 items-center gap-2 p-2">{toolbar}</div> : null}
        <div className={cx('min-h-0 flex-1 overflow-y-auto px-2 pb-2', !toolbar && 'pt-2')}>{list}</div>
      </section>
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">{children}</div>
    </div>
  )
}
