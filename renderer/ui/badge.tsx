import type { ReactNode } from 'react'
import { cx } from './cx'

export type Tone = 'neutral' | 'accent' | 'good' | 'warn' | 'bad' | 'read' | 'write'

const TONE: Record<Tone, string> = {
  neutral: 'bg-hover text-muted',
  accent: 'bg-accent-soft text-accent',
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  read: 'bg-read-soft text-read',
  write: 'bg-write-soft text-write',
}

type BadgeProps = { children: ReactNode; tone?: Tone; icon?: ReactNode; className?: string }

/** One or two words of status. The colour never stands alone. */
export function Badge({ children, tone = 'neutral', icon, className }: BadgeProps) {
  return (
    <span
      className={cx(
        'inline-flex h-[18px] shrink-0 items-center gap-1 whitespace-nowrap rounded-sm px-1.5 font-medium text-2xs [&_svg]:size-3',
        TONE[tone],
        className,
      )}
    >
      {icon}
      {children}
    </span>
  )
}
