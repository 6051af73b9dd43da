import { useTranslation } from 'react-i18next'
import { cx } from './cx'

type ProgressBarProps = {
  /** From 0 to 1; absent when the end is not known. */
  value?: number
  /** `edge` is the hairline at the top of a panel; `line` stands in the text. */
  look?: 'edge' | 'line'
  label?: string
}

export function ProgressBar({ value, look = 'edge', label }: ProgressBarProps) {
  const { t } = useTranslation('ui')
  return (
    <div
      role="progressbar"
      aria-label={label ?? t('loading')}
      {...(value === undefined ? {} : { 'aria-valuenow': Math.round(value * 100) })}
      aria-valuemin={0}
      aria-valuemax={100}
      className={cx(
        'overflow-hidden',
        look === 'edge' ? 'absolute inset-x-0 top-0 z-10 h-0.5 animate-late' : 'h-1 w-full rounded-full bg-press',
      )}
    >
      {value === undefined ? (
        <div className="h-full w-2/7 animate-sweep rounded-full bg-accent" />
      ) : (
        <div
          className="h-full w-full origin-left rounded-full bg-accent transition-transform duration-150 rtl:origin-right"
          style={{ transform: `scaleX(${Math.min(1, Math.max(0, value))})` }}
        />
      )}
    </div>
  )
}
