import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DataConnection, DataStream, SyncProgress } from '../../shared/domain/data-connection'
import { useGo } from '../app/navigation'
import { Button } from '../ui/button'
import { DataTable } from '../ui/data-table'
import { Jack } from '../ui/jack'
import { Num } from '../ui/num'
import { SearchInput } from '../ui/search-input'
import { Time } from '../ui/time'
import { MANY_DELETES } from './notes'
import { RemoveStream } from './remove-stream'
import { jackOfStream } from './status-jack'
import { deletesSeen } from './stream-drafts'
import { StreamEditDialog } from './stream-edit-dialog'
import { type OpenedStream, StreamMenu } from './stream-menu'
import { orderStreams } from './stream-order'
import { StreamProgress } from './stream-progress'
import { useModeWords } from './use-mode-words'

type ByStream = Record<string, SyncProgress>
type StreamTableProps = { connection: DataConnection; progress: ByStream }

/** With more than this they can be searched, and not all are drawn at first: some systems have hundreds of streams. */
const SHOWN = 25

/** The streams of one data connection: how each is read, up to where, and what is being read right now. */
export function StreamTable({ connection, progress }: StreamTableProps) {
  const { t } = useTranslation('data-connections')
  const [opened, setOpened] = useState<OpenedStream | null>(null)
  const [search, setSearch] = useState('')
  const [all, setAll] = useState(false)
  const { streams } = connection
  const found = orderStreams(streams, progress, search)
  const shown = all ? found : found.slice(0, SHOWN)
  const close = () => setOpened(null)
  return (
    <div className="flex flex-col gap-3">
      {streams.length > SHOWN ? (
        <div className="flex items-center gap-3">
          <div className="max-w-80 flex-1">
            <SearchInput value={search} onChange={setSearch} placeholder={t('picker.search')} />
          </div>
          <span role="status" className="tnum text-muted text-xs">
            {t('shown', { count: shown.length, all: found.length })}
          </span>
        </div>
      ) : null}
      <DataTable<DataStream>
        label={t('tables')}
        rows={shown}
        rowKey={({ id }) => id}
        empty={t(search ? 'picker.nothing' : 'noTables')}
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
            cell: ({ rows }) => (rows === null ? '—' : <Num value={rows} />),
          },
          {
            id: 'at',
            header: t('column.synced'),
            align: 'end',
            width: '100px',
            cell: ({ lastSyncedAt }) => (lastSyncedAt ? <Time at={lastSyncedAt} /> : '—'),
          },
          {
            id: 'more',
            header: <span className="sr-only">{t('more')}</span>,
            align: 'end',
            width: '44px',
            cell: (stream) => <StreamMenu connection={connection} stream={stream} onOpen={setOpened} />,
          },
        ]}
      />
      {shown.length < found.length ? (
        <div>
          <Button onClick={() => setAll(true)}>{t('picker.showAll', { count: found.length })}</Button>
        </div>
      ) : null}
      {opened?.what === 'settings' ? (
        <StreamEditDialog id={connection.id} stream={opened.stream} onClose={close} />
      ) : null}
      {opened?.what === 'remove' ? <RemoveStream id={connection.id} stream={opened.stream} onClose={close} /> : null}
    </div>
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
  const asks = stream.failure?.reason === MANY_DELETES
  return <Jack state={jackOfStream(stream.status)} label={t(asks ? 'stream.asks' : `stream.${stream.status}`)} />
}

/** Up to where changes were read stands behind the words, in full on hover. */
function Mode({ stream: { discovered, settings, cursor } }: { stream: DataStream }) {
  const { t } = useTranslation('data-connections')
  const words = useModeWords(discovered, settings)
  const unseen = deletesSeen(discovered, settings) === 'never'
  return (
    <span className="flex min-w-0 flex-col py-1 text-xs" title={cursor ? t('mode.upTo', { cursor }) : words}>
      <span className="whitespace-normal">{words}</span>
      {cursor && settings.mode === 'incremental' ? (
        <span className="truncate font-mono text-muted">{cursor}</span>
      ) : null}
      {unseen ? <span className="whitespace-normal text-muted">{t('deletes.unseen')}</span> : null}
    </span>
  )
}
