import { useTranslation } from 'react-i18next'
import type { SyncCounts, SyncRun } from '../../shared/domain/data-connection'
import { Badge } from '../ui/badge'
import { DataTable } from '../ui/data-table'
import { ErrorNote } from '../ui/error-note'
import { Num } from '../ui/num'
import { Skeleton } from '../ui/skeleton'
import { Time } from '../ui/time'
import { durationWords } from '../ui/time-words'
import { RunPlot } from './run-plot'
import { bytesOf, sumOf, toneOfRun, tookOf } from './run-words'
import { useNarrow } from './use-narrow'
import type { Runs } from './use-open-run'

const COUNTS: (keyof SyncCounts)[] = ['read', 'added', 'changed', 'unchanged', 'deleted']
/** In a narrow window; and beside an open run, which says the rest. */
const BESIDE: (keyof SyncCounts)[] = ['read']
const SHORT: (keyof SyncCounts)[] = ['read', 'added', 'changed']

/** What earlier runs did, as a plot and as a table; a row opens the run. */
export function RunHistory({ runs: { all, error, open, show } }: { runs: Runs }) {
  const { t } = useTranslation('data-connections')
  const narrow = useNarrow()
  const compact = narrow || open !== undefined
  const counts = open ? BESIDE : compact ? SHORT : COUNTS
  if (error) return <ErrorNote error={error} />
  if (!all) return <Skeleton />
  if (all.length === 0) return <p className="text-muted text-sm">{t('noRuns')}</p>
  const size = {
    id: 'bytes',
    header: t('column.size'),
    align: 'end' as const,
    width: '76px',
    cell: (run: SyncRun) => <Num look="bytes" value={bytesOf(run)} />,
  }
  return (
    <div className="flex flex-col gap-4">
      {all.length > 1 ? <RunPlot runs={all} onOpen={show} /> : null}
      <DataTable<SyncRun>
        label={t('history')}
        rows={all}
        rowKey={({ id }) => id}
        selectedKey={open?.id ?? null}
        onOpen={({ id }) => show(id)}
        columns={[
          { id: 'at', header: t('column.started'), width: '110px', cell: ({ startedAt }) => <Time at={startedAt} /> },
          {
            id: 'status',
            header: t('column.status'),
            width: '130px',
            cell: ({ status }) => <RunBadge status={status} />,
          },
          {
            id: 'why',
            header: t('column.why'),
            ...(compact ? {} : { width: '180px' }),
            cell: (run) => t('run.why', whyWords(run, t)),
          },
          ...counts.map((key) => ({
            id: key,
            header: t(`count.${key}`),
            align: 'end' as const,
            width: key === 'unchanged' ? '92px' : '76px',
            cell: (run: SyncRun) => <Num value={sumOf(run, key)} />,
          })),
          ...(compact ? [] : [size]),
          { id: 'took', header: t('column.took'), align: 'end', width: '84px', cell: tookWords },
        ]}
      />
    </div>
  )
}

const whyWords = ({ trigger, mode }: SyncRun, t: (key: string) => string) => ({
  trigger: t(`trigger.${trigger}`),
  mode: t(`run.${mode}`),
})

function tookWords(run: SyncRun): string {
  const took = tookOf(run)
  return took === null ? '—' : durationWords(took)
}

const BADGE = { good: 'good', warn: 'warn', bad: 'bad', muted: 'neutral', accent: 'accent' } as const

export function RunBadge({ status }: { status: SyncRun['status'] }) {
  const { t } = useTranslation('data-connections')
  return <Badge tone={BADGE[toneOfRun(status)]}>{t(`run.${status}`)}</Badge>
}
