import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SyncRun, SyncRunStream } from '../../shared/domain/data-connection'
import { useQueryOf } from '../app/query'
import { DataTable } from '../ui/data-table'
import { ErrorNote } from '../ui/error-note'
import { Num } from '../ui/num'
import { Time } from '../ui/time'
import { durationWords } from '../ui/time-words'

const SHOWN = 50

/** What earlier syncs did; a row opens to its tables. */
export function RunHistory({ id }: { id: string }) {
  const { t } = useTranslation('data-connections')
  const { data: runs = [], error } = useQueryOf(['dataConnections', 'runs'], { id, limit: SHOWN })
  const [openId, setOpenId] = useState<string | null>(null)
  const open = runs.find((run) => run.id === openId)
  if (error) return <ErrorNote error={error} />
  const sum = (run: SyncRun, key: keyof SyncRunStream['counts']) =>
    run.streams.reduce((total, { counts }) => total + counts[key], 0)
  const count = (key: keyof SyncRunStream['counts']) => ({
    id: key,
    header: t(`count.${key}`),
    align: 'end' as const,
    cell: (run: SyncRun) => <Num value={sum(run, key)} />,
  })
  return (
    <div className="flex flex-col gap-4">
      <DataTable<SyncRun>
        label={t('history')}
        rows={runs}
        rowKey={(run) => run.id}
        selectedKey={openId}
        onOpen={(run) => setOpenId(run.id === openId ? null : run.id)}
        empty={t('noRuns')}
        columns={[
          { id: 'at', header: t('column.started'), cell: ({ startedAt }) => <Time at={startedAt} /> },
          { id: 'status', header: t('column.status'), cell: ({ status }) => t(`run.${status}`) },
          count('read'),
          count('added'),
          count('changed'),
          count('unchanged'),
          count('deleted'),
          { id: 'took', header: t('column.took'), align: 'end', cell: tookWords },
        ]}
      />
      {open ? <RunDetail run={open} /> : null}
    </div>
  )
}

const tookWords = ({ startedAt, endedAt }: SyncRun): string =>
  endedAt ? durationWords(Date.parse(endedAt) - Date.parse(startedAt)) : '—'

function RunDetail({ run }: { run: SyncRun }) {
  const { t } = useTranslation('data-connections')
  return (
    <div className="border-line border-s ps-4">
      {run.failure ? (
        <ErrorNote error={{ title: run.failure.message, advice: run.failure.advice }} className="mb-2" />
      ) : null}
      <StreamNotes streams={run.streams} />
      <DataTable<SyncRunStream>
        label={t('runTables')}
        rows={run.streams}
        rowKey={({ streamId }) => streamId}
        columns={[
          { id: 'name', header: t('column.stream'), mono: true, cell: ({ name }) => name },
          {
            id: 'status',
            header: t('column.status'),
            cell: ({ status }) => t(`run.${status}`),
          },
          ...(['read', 'added', 'changed', 'unchanged', 'deleted'] as const).map((key) => ({
            id: key,
            header: t(`count.${key}`),
            align: 'end' as const,
            cell: ({ counts }: SyncRunStream) => <Num value={counts[key]} />,
          })),
          {
            id: 'bytes',
            header: t('column.size'),
            align: 'end',
            cell: ({ bytes }) => <Num look="bytes" value={bytes} />,
          },
          { id: 'took', header: t('column.took'), align: 'end', cell: ({ durationMs }) => durationWords(durationMs) },
        ]}
      />
    </div>
  )
}

/** What is to be said about single tables, in full: a failure, or fields that changed while the sync succeeded. */
function StreamNotes({ streams }: { streams: SyncRunStream[] }) {
  return streams.map(({ streamId, name, status, failure }) => {
    if (!failure || status === 'cancelled') return null
    const title = `${name}: ${failure.message}`
    if (status === 'failed')
      return <ErrorNote key={streamId} compact className="mb-2" error={{ title, advice: failure.advice }} />
    return (
      <p key={streamId} className="mb-2 text-sm">
        {title} <span className="text-muted">{failure.advice}</span>
      </p>
    )
  })
}
