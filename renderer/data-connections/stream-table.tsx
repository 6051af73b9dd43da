import { useTranslation } from 'react-i18next'
import type { DataConnection, DataStream, SyncProgress } from '../../shared/domain/data-connection'
import { useGo } from '../app/navigation'
import { DataTable } from '../ui/data-table'
import { Jack, type JackState } from '../ui/jack'
import { Num } from '../ui/num'
import { ProgressBar } from '../ui/progress-bar'
import { Time } from '../ui/time'

const JACK: Record<DataStream['status'], JackState> = {
  'not-synced': 'disconnected',
  syncing: 'working',
  healthy: 'connected',
  failed: 'attention',
}

type StreamTableProps = { connection: DataConnection; progress: Record<string, SyncProgress> }

/** The streams of one data connection, with what is being read right now. */
export function StreamTable({ connection, progress }: StreamTableProps) {
  const { t } = useTranslation('data-connections')
  const go = useGo()
  return (
    <DataTable<DataStream>
      label={t('tables')}
      rows={connection.streams}
      rowKey={({ id }) => id}
      onOpen={({ tableId }) => tableId && go(`/setup/tables/${tableId}`)}
      columns={[
        {
          id: 'table',
          header: t('column.table'),
          cell: ({ tableName }) => <span className="font-medium">{tableName}</span>,
        },
        { id: 'stream', header: t('column.stream'), mono: true, cell: ({ name }) => name },
        {
          id: 'status',
          header: t('column.status'),
          cell: (stream) => {
            const now = progress[stream.id]
            return now && now.phase !== 'done' ? (
              <Running progress={now} />
            ) : (
              <Jack state={JACK[stream.status]} label={stream.failure?.message ?? t(`stream.${stream.status}`)} />
            )
          },
        },
        {
          id: 'rows',
          header: t('column.rows'),
          align: 'end',
          width: '100px',
          cell: ({ id, rows }) => <Num value={progress[id]?.rows ?? rows ?? 0} />,
        },
        {
          id: 'at',
          header: t('column.synced'),
          align: 'end',
          width: '130px',
          cell: ({ lastSyncedAt }) => (lastSyncedAt ? <Time at={lastSyncedAt} /> : '—'),
        },
      ]}
    />
  )
}

function Running({ progress }: { progress: SyncProgress }) {
  const { t } = useTranslation('data-connections')
  const { estimatedRows, rows, rowsPerSecond, phase } = progress
  const share = estimatedRows ? Math.min(1, rows / estimatedRows) : undefined
  return (
    <span className="flex items-center gap-2">
      <span className="w-24">
        <ProgressBar look="line" label={t('progress')} {...(share === undefined ? {} : { value: share })} />
      </span>
      <span className="tnum text-muted text-xs">
        {t(`phase.${phase}`)} · <Num look="short" value={Math.round(rowsPerSecond)} unit={t('perSecond')} />
      </span>
    </span>
  )
}
