import { useTranslation } from 'react-i18next'
import { cx } from './cx'

export type JackState = 'disconnected' | 'connected' | 'working' | 'attention'

type JackProps = {
  state: JackState
  size?: 10 | 12 | 14 | 16 | 20
  /** Words beside the glyph. Without them the state is said to screen readers only. */
  label?: string
  className?: string
}

const TONE: Record<JackState, string> = {
  disconnected: 'text-muted',
  connected: 'text-good',
  working: 'text-accent',
  attention: 'text-bad',
}

/** The one glyph for everything that can be connected: hollow, filled, filled with a halo, broken ring. */
export function Jack({ state, size = 12, label, className }: JackProps) {
  const { t } = useTranslation('ui')
  const name = label ?? t(`jack.${state}`)
  const glyph = (
    // biome-ignore lint/a11y/noSvgWithoutTitle: it is named by aria-label, or hidden beside its own words.
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      className={cx('flex-none overflow-visible', TONE[state])}
      {...(label ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name })}
    >
      {state === 'working' ? (
        <circle cx="8" cy="8" r="9.5" fill="currentColor" className="origin-center animate-jack" opacity="0.28" />
      ) : null}
      {state === 'attention' ? (
        <>
          <path d="M12.6 3.6A6.25 6.25 0 1 0 14.2 8.6" stroke="currentColor" strokeWidth="1.9" strokeLinecap="round" />
          <circle cx="8" cy="8" r="1.9" fill="currentColor" />
        </>
      ) : (
        <circle cx="8" cy="8" r="6.1" stroke="currentColor" strokeWidth="1.9" className="fill-surface" />
      )}
      {state === 'connected' || state === 'working' ? <circle cx="8" cy="8" r="3.3" fill="currentColor" /> : null}
    </svg>
  )
  if (!label) return <span className={cx('inline-flex', className)}>{glyph}</span>
  return (
    <span className={cx('inline-flex min-w-0 items-center gap-1.5', className)}>
      {glyph}
      <span className="truncate">{label}</span>
    </span>
  )
}
