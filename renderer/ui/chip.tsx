import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './cx'

type ChipProps = {
  children: ReactNode
  icon?: ReactNode
  active?: boolean
  onClick?: () => void
  onRemove?: () => void
  /** Name of the remove button, e.g. "Remove filter". */
  removeLabel?: string
}

/** A small round thing that can be on, opened or taken away: filters, active skills, the model. */
export function Chip({ children, icon, active = false, onClick, onRemove, removeLabel }: ChipProps) {
  const words = (
    <>
      {icon}
      <span className="truncate">{children}</span>
    </>
  )
  const inner = 'flex h-full min-w-0 items-center gap-1.5 rounded-full px-2 [&_svg]:icon-sm'
  return (
    <span
      className={cx(
        'inline-flex h-6 max-w-60 items-center rounded-full text-xs',
        active ? 'bg-accent-soft text-accent' : 'text-muted shadow-[inset_0_0_0_1px_var(--line-strong)]',
      )}
    >
      {onClick ? (
        <button type="button" onClick={onClick} className={cx(inner, 'hover:bg-hover', !active && 'hover:text-ink')}>
          {words}
        </button>
      ) : (
        <span className={inner}>{words}</span>
      )}
      {onRemove ? (
        <button
          type="button"
          aria-label={removeLabel}
          onClick={onRemove}
          className="-ms-1 me-0.5 flex size-5 items-center justify-center rounded-full hover:bg-press"
        >
          <X className="size-3" aria-hidden="true" />
        </button>
      ) : null}
    </span>
  )
}
