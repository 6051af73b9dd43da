import { Slot } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx'
import { Spinner } from './spinner'

type Variant = 'primary' | 'secondary' | 'ghost' | 'danger'
type Size = 'sm' | 'md' | 'lg'

export type ButtonProps = Omit<ComponentProps<'button'>, 'children'> & {
  children: ReactNode
  variant?: Variant
  size?: Size
  /** A lucide icon, shown before the words. */
  icon?: ReactNode
  /** Shown after the words: a chevron, a shortcut. */
  end?: ReactNode
  /** Work is under way: shows a spinner and takes no clicks. */
  busy?: boolean
  /** Gives the look to the only child (a link). `icon`, `end` and `busy` are not used then. */
  asChild?: boolean
}

const VARIANT: Record<Variant, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover',
  secondary:
    'bg-surface text-ink shadow-[inset_0_0_0_1px_var(--line-strong)] hover:bg-[linear-gradient(var(--hover),var(--hover))] data-[state=open]:bg-[linear-gradient(var(--hover),var(--hover))]',
  ghost: 'text-ink hover:bg-hover active:bg-press data-[state=open]:bg-hover',
  danger: 'bg-bad text-on-bad hover:bg-bad-hover',
}

const SIZE: Record<Size, string> = {
  sm: 'h-6 gap-1 rounded-[5px] px-2 text-xs [&_svg]:icon-sm',
  md: 'h-7 gap-1.5 rounded-md px-2.5 text-sm [&_svg]:icon-sm',
  lg: 'h-8 gap-1.5 rounded-md px-3 text-sm [&_svg]:icon',
}

/** At most one `primary` per view. Words name the thing: "Add data connection". */
export function Button({
  variant = 'secondary',
  size = 'md',
  icon,
  end,
  busy = false,
  asChild = false,
  className,
  children,
  ...rest
}: ButtonProps) {
  const look = cx(
    'no-drag inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap font-medium transition-colors duration-100',
    'disabled:pointer-events-none aria-busy:pointer-events-none disabled:not-aria-busy:opacity-45',
    VARIANT[variant],
    SIZE[size],
    className,
  )
  if (asChild) {
    return (
      <Slot.Root className={look} {...rest}>
        {children}
      </Slot.Root>
    )
  }
  return (
    <button
      type="button"
      {...rest}
      className={look}
      disabled={rest.disabled || busy}
      {...(busy ? { 'aria-busy': true } : {})}
    >
      {busy ? <Spinner /> : icon}
      {children}
      {end}
    </button>
  )
}
