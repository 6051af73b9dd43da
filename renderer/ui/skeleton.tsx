import { useTranslation } from 'react-i18next'
import { cx } from './cx'

type SkeletonProps = { rows?: number; className?: string }

const WIDTHS = ['w-3/5', 'w-4/5', 'w-2/5', 'w-3/4', 'w-1/2']

/** Grey lines for a first load; invisible for its first 150 ms, so quick answers never flash. */
export function Skeleton({ rows = 4, className }: SkeletonProps) {
  const { t } = useTranslation('ui')
  return (
    <div role="status" aria-label={t('loading')} className={cx('flex animate-late flex-col', className)}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike.
        <div key={row} className="flex h-row items-center">
          <div className={cx('h-2.5 rounded-sm bg-press', WIDTHS[row % WIDTHS.length])} />
        </div>
      ))}
    </div>
  )
}
