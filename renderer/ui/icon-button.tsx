import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx'
import { Spinner } from './spinner'
import { Tooltip } from './tooltip'

type IconButtonProps = Omit<ComponentProps<'button'>, 'children'> & {
  /** What it does: the tooltip and the name for screen readers. */
  label: string
  icon: ReactNode
  shortcut?: string
  size?: 'sm' | 'md'
  busy?: boolean
  /** Stays on, like a toggle. */
  pressed?: boolean
  side?: 'top' | 'right' | 'bottom' | 'left'
}

export function IconButton({
  label,
  icon,
  shortcut,
  size = 'md',
  busy = false,
  pressed,
  side = 'bottom',
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip label={label} shortcut={shortcut} side={side}>
      <button
        type="button"
        aria-label={label}
        {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
        {...rest}
        disabled={rest.disabled || busy}
        className={cx(
          'no-drag inline-flex shrink-0 items-center justify-center text-muted transition-colors duration-100',
          'hover:bg-hover hover:text-ink active:bg-press disabled:opacity-45 data-[state=open]:bg-hover',
          'aria-pressed:bg-accent-soft aria-pressed:text-accent',
          size === 'sm' ? 'size-6 rounded-[5px] [&_svg]:icon-sm' : 'size-7 rounded-md [&_svg]:icon',
          className,
        )}
      >
        {busy ? <Spinner /> : icon}
      </button>
    </Tooltip>
  )
}
