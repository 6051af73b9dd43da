import { cx } from './cx'
import { type Shortcut, shortcutCaps } from './shortcut'

/** A shortcut, drawn the way the system writes it. */
export function Kbd({ keys, className }: { keys: Shortcut; className?: string }) {
  return (
    <kbd className={cx('inline-flex shrink-0 items-center gap-0.5 font-sans text-2xs text-muted', className)}>
      {shortcutCaps(keys).map((cap) => (
        <span
          key={cap}
          className="min-w-4 rounded-sm px-1 text-center leading-4 shadow-[inset_0_0_0_1px_var(--line-strong)]"
        >
          {cap}
        </span>
      ))}
    </kbd>
  )
}
