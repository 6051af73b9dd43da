import { useTranslation } from 'react-i18next'
import type { SyncRun } from '../../shared/domain/data-connection'
import { ColumnPlot } from '../ui/column-plot'
import { isFailedRun, sumOf } from './run-words'

type RunPlotProps = { runs: SyncRun[]; onOpen: (id: string) => void }

const HEIGHT = 72

/** Rows per run, the oldest at the left; a mark stands over the runs that failed. */
export function RunPlot({ runs, onOpen }: RunPlotProps) {
  const { t, i18n } = useTranslation('data-connections')
  const shown = runs.toReversed()
  const when = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeStyle: 'short' })
  const at = (run: SyncRun | undefined) => (run ? when.format(new Date(run.startedAt)) : '')
  return (
    <div className="relative">
      <ColumnPlot
        label={t('plot.label', { count: shown.length })}
        heads={[t('column.started'), t('count.read')]}
        height={HEIGHT}
        columns={shown.map((run) => ({
          key: run.id,
          label: t('plot.run', { at: at(run), status: t(`run.${run.status}`) }),
          value: sumOf(run, 'read'),
        }))}
        ends={[at(shown[0]), at(shown.at(-1))]}
        chooseLabel={(label) => t('plot.open', { run: label })}
        onChoose={(index) => {
          const run = shown[index]
          if (run) onOpen(run.id)
        }}
      />
      <FailedMarks runs={shown} />
    </div>
  )
}

/** Over the plot, on its own grid; the words are in the labels of the columns. */
function FailedMarks({ runs }: { runs: SyncRun[] }) {
  const step = 100 / runs.length
  return (
    <svg
      width="100%"
      height={HEIGHT}
      aria-hidden="true"
      className="pointer-events-none absolute inset-x-0 top-0 text-bad"
    >
      {runs.map(({ id, status }, index) =>
        isFailedRun(status) ? (
          <circle key={id} cx={`${(index + 0.5) * step}%`} cy="5" r="3" fill="currentColor" />
        ) : null,
      )}
    </svg>
  )
}
