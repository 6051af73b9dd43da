import { useTranslation } from 'react-i18next'
import type { SyncProgress } from '../../shared/domain/data-connection'
import { Num } from '../ui/num'
import { numberWords, shortNumberWords } from '../ui/number-words'
import { ProgressBar } from '../ui/progress-bar'

/** What is being done to one stream, how far it is, and how fast. */
export function StreamProgress({ progress }: { progress: SyncProgress }) {
  const { t } = useTranslation('data-connections')
  const { estimatedRows, rows, rowsPerSecond, phase } = progress
  const share = estimatedRows && phase === 'reading' ? Math.min(1, rows / estimatedRows) : undefined
  return (
    <span className="flex min-w-0 flex-col gap-1 py-1">
      <span className="tnum truncate text-xs" title={estimatedRows === null ? undefined : numberWords(rows)}>
        {t(`phase.${phase}`)}
        {phase === 'reading' ? (
          <span className="text-muted">
            {' '}
            ·{' '}
            {share === undefined ? (
              <Num value={rows} unit={t('rows')} />
            ) : (
              t('progressOf', { rows: shortNumberWords(rows), all: shortNumberWords(estimatedRows ?? 0) })
            )}{' '}
            · <Num look="short" value={Math.round(rowsPerSecond)} unit={t('perSecond')} />
          </span>
        ) : null}
      </span>
      <ProgressBar look="line" label={t('progress')} {...(share === undefined ? {} : { value: share })} />
    </span>
  )
}
