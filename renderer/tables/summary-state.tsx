import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { ProgressBar } from '../ui/progress-bar'
import { Skeleton } from '../ui/skeleton'
import type { Stoppable } from './view-stoppable'

type SummaryStateProps<T> = { work: Stoppable<T>; children: (data: T) => ReactNode }

/** Work under way keeps what it last found, under a thin bar, and can be stopped; what went wrong is said in its place. */
export function SummaryState<T>({ work, children }: SummaryStateProps<T>) {
  const { t } = useTranslation('table-tools')
  const { data, busy, stopped, error, stop, again } = work
  return (
    <div className="flex flex-col gap-4" aria-busy={busy}>
      <div className="relative -mt-2 h-0.5 overflow-hidden">
        {busy ? <ProgressBar look="edge" label={t('summary.working')} /> : null}
      </div>
      {busy ? (
        <p className="-my-2 flex animate-late items-center gap-2 text-muted text-xs" role="status">
          <span className="flex-1">{t('summary.working')}</span>
          <Button size="sm" variant="ghost" onClick={stop}>
            {t('summary.stop')}
          </Button>
        </p>
      ) : null}
      {stopped ? (
        <p className="-my-2 flex items-center gap-2 text-muted text-xs" role="status">
          <span className="flex-1">{t('summary.stopped')}</span>
          <Button size="sm" onClick={again}>
            {t('summary.again')}
          </Button>
        </p>
      ) : null}
      {error ? <ErrorNote error={error} action={{ label: t('summary.retry'), onClick: again }} /> : null}
      {data === undefined && busy ? <Skeleton rows={6} /> : null}
      {data === undefined ? null : (
        <div className={busy || error || stopped ? 'opacity-60 transition-opacity' : 'transition-opacity'}>
          {children(data)}
        </div>
      )}
    </div>
  )
}
