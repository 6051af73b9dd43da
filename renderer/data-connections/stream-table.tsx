import { MoreHorizontal, RefreshCw, RotateCcw, SlidersHorizontal, Table2, Unplug } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DataConnection, DataStream, SyncProgress } from '../../shared/domain/data-connection'
import { useGo } from '../app/navigation'
import { useCommand } from '../app/use-command'
import { DataTable } from '../ui/data-table'
import { IconButton } from '../ui/icon-button'
import { Jack } from '../ui/jack'
import { Menu } from '../ui/menu'
import { Num } from '../ui/num'
import { Time } from '../ui/time'
import { sayFailure } from './data-connection-actions'
import { RemoveStream } from './remove-stream'
import { jackOfStream } from './status-jack'
import { isUnderWay } from './status-parts'
import { StreamEditDialog } from './stream-edit-dialog'
import { StreamProgress } from './stream-progress'
import { useModeWords } from './use-mode-words'

type StreamTableProps = { connection: DataConnection; progress: Record<string, SyncProgress> }
type Opened = { what: 'settings' | 'remove'; stream: DataStream }

/** The streams of one data connection: how each is read, up to where, and what is being read right now. */
export function StreamTable({ connection, progress }: StreamTableProps) {
  const { t } = useTranslation('data-connections')
  const [opened, setOpened] = useState<Opened | null>(null)
  const close = () => setOpened(null)
  return (
    <>
      <DataTable<DataStream>
        label={t('tables')}
        rows={connection.streams}
        rowKey={({ id }) => id}
        empty={t('noTables')}
        columns={[
          { id: 'table', header: t('column.table'), cell: (stream) => <TableName stream={stream} /> },
          {
            id: 'status',
            header: t('column.status'),
            cell: (stream) => <StreamStatus stream={stream} progress={progress[stream.id]} />,
          },
          { id: 'mode', header: t('column.mode'), cell: (stream) => <Mode stream={stream} /> },
          {
            id: 'rows',
            header: t('column.rows'),
            align: 'end',
            width: '90px',
            cell: ({ id, rows }) => <Num value={progress[id]?.rows ?? rows ?? 0} />,
          },
          {
            id: 'at',
            header: t('column.synced'),
            align: 'end',
            width: '110px',
            cell: ({ lastSyncedAt }) => (lastSyncedAt ? <Time at={lastSyncedAt} /> : '—'),
          },
          {
            id: 'more',
            header: <span className="sr-only">{t('more')}</span>,
            align: 'end',
            width: '48px',
            cell: (stream) => <StreamMenu connection={connection} stream={stream} onOpen={setOpened} />,
          },
        ]}
      />
      {opened?.what === 'settings' ? (
        <StreamEditDialog id={connection.id} stream={opened.stream} onClose={close} />
      ) : null}
      {opened?.what === 'remove' ? <RemoveStream id={connection.id} stream={opened.stream} onClose={close} /> : null}
    </>
  )
}

function TableName({ stream: { tableId, tableName, name } }: { stream: DataStream }) {
  const go = useGo()
  return (
    <span className="flex min-w-0 flex-col py-1">
      {tableId ? (
        <button
          type="button"
          onClick={() => go(`/setup/tables/${tableId}`)}
          className="w-fit max-w-full truncate rounded-sm font-medium underline decoration-line-strong underline-offset-3 hover:decoration-current"
        >
          {tableName}
        </button>
      ) : (
        <span className="truncate font-medium">{tableName}</span>
      )}
      <span className="truncate font-mono text-muted text-xs">{name}</span>
    </span>
  )
}

function StreamStatus({ stream, progress }: { stream: DataStream; progress: SyncProgress | undefined }) {
  const { t } = useTranslation('data-connections')
  if (progress && progress.phase !== 'done') return <StreamProgress progress={progress} />
  return <Jack state={jackOfStream(stream.status)} label={t(`stream.${stream.status}`)} />
}

/** Up to where changes were read stands behind the words, in full on hover. */
function Mode({ stream: { discovered, settings, cursor } }: { stream: DataStream }) {
  const { t } = useTranslation('data-connections')
  const words = useModeWords(discovered, settings)
  return (
    <span className="flex min-w-0 flex-col py-1 text-xs" title={cursor ? t('mode.upTo', { cursor }) : words}>
      <span className="truncate">{words}</span>
      {cursor && settings.mode === 'incremental' ? (
        <span className="truncate font-mono text-muted">{cursor}</span>
      ) : null}
    </span>
  )
}

type StreamMenuProps = { connection: DataConnection; stream: DataStream; onOpen: (opened: Opened) => void }

function StreamMenu({ connection, stream, onOpen }: StreamMenuProps) {
  const { t } = useTranslation('data-connections')
  const go = useGo()
  const sync = useCommand(['dataConnections', 'sync'])
  const disabled = isUnderWay(connection.status)
  const { tableId } = stream
  async function handleSync(full: boolean) {
    const result = await sync.run({ id: connection.id, streamId: stream.id, full })
    if (!result.ok) sayFailure(result.error)
  }
  return (
    <Menu
      align="end"
      trigger={
        <IconButton
          size="sm"
          label={t('stream.more', { name: stream.tableName })}
          icon={<MoreHorizontal aria-hidden="true" />}
        />
      }
      items={[
        {
          id: 'sync',
          label: t('stream.sync'),
          icon: <RefreshCw aria-hidden="true" />,
          disabled,
          onSelect: () => void handleSync(false),
        },
        {
          id: 'full',
          label: t('full.action'),
          icon: <RotateCcw aria-hidden="true" />,
          disabled,
          onSelect: () => void handleSync(true),
        },
        {
          id: 'settings',
          label: t('stream.change'),
          icon: <SlidersHorizontal aria-hidden="true" />,
          onSelect: () => onOpen({ what: 'settings', stream }),
        },
        ...(tableId
          ? [
              {
                id: 'table',
                label: t('stream.open'),
                icon: <Table2 aria-hidden="true" />,
                onSelect: () => go(`/setup/tables/${tableId}`),
              },
            ]
          : []),
        'line',
        {
          id: 'remove',
          label: t('stream.remove'),
          icon: <Unplug aria-hidden="true" />,
          danger: true,
          onSelect: () => onOpen({ what: 'remove', stream }),
        },
      ]}
    />
  )
}
