import { Info } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DataConnection, DataStream } from '../../shared/domain/data-connection'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { MANY_DELETES, notesOf } from './notes'
import { isUnderWay } from './status-parts'

const SHOWN = 4

/** What is to be said about single tables, in full, and what can be done about it. */
export function StreamNotes({ connection }: { connection: DataConnection }) {
  const { t } = useTranslation('data-connections')
  const [all, setAll] = useState(false)
  if (isUnderWay(connection.status)) return null
  const noted = notesOf(connection).streams
  const shown = all ? noted : noted.slice(0, SHOWN)
  if (noted.length === 0) return null
  return (
    <div className="mb-4 flex flex-col gap-2">
      {shown.map((stream) =>
        stream.failure?.reason === MANY_DELETES ? (
          <DeletesQuestion key={stream.id} id={connection.id} stream={stream} />
        ) : (
          <StreamNote key={stream.id} id={connection.id} stream={stream} />
        ),
      )}
      {shown.length < noted.length ? (
        <div>
          <Button onClick={() => setAll(true)}>{t('stream.allNotes', { count: noted.length - shown.length })}</Button>
        </div>
      ) : null}
    </div>
  )
}

type OneStreamProps = { id: string; stream: DataStream }

/** A failure with a second try, or fields that changed while the sync succeeded. */
function StreamNote({ id, stream: { id: streamId, tableName, status, failure } }: OneStreamProps) {
  const { t } = useTranslation('data-connections')
  const retry = useCommand(['dataConnections', 'sync'])
  if (!failure) return null
  const title = `${tableName}: ${failure.message}`
  if (status !== 'failed')
    return (
      <p className="flex items-start gap-2.5 rounded-md bg-sunken px-3 py-2.5 text-sm [overflow-wrap:anywhere]">
        <Info className="icon mt-0.5 text-muted" aria-hidden="true" />
        <span className="min-w-0 flex-1">
          {title} <span className="text-muted">{failure.advice}</span>
        </span>
      </p>
    )
  return (
    <ErrorNote
      error={{ title, advice: failure.advice }}
      action={{
        label: t('stream.retry'),
        busy: retry.busy,
        onClick: () => void retry.run({ id, streamId, full: false }),
      }}
    >
      {retry.error ? <ErrorNote compact error={retry.error} className="mt-2" /> : null}
    </ErrorNote>
  )
}

/** Very many records are gone at the source: nothing was removed, and a person says what is to happen. */
function DeletesQuestion({ id, stream }: OneStreamProps) {
  const { t } = useTranslation('data-connections')
  const { id: streamId, tableName, settings, failure } = stream
  const sync = useCommand(['dataConnections', 'sync'])
  const update = useCommand(['dataConnections', 'updateStream'])
  const error = sync.error ?? update.error
  async function handleKeep() {
    const kept = await update.run({ id, streamId, settings: { ...settings, deletes: 'keep' } })
    if (kept.ok) await sync.run({ id, streamId, full: false })
  }
  if (!failure) return null
  return (
    <ErrorNote error={{ title: `${tableName}: ${failure.message}`, advice: t('manyDeletes.text') }}>
      <div className="mt-2 flex flex-wrap gap-2">
        <Button size="sm" busy={update.busy} onClick={() => void handleKeep()}>
          {t('manyDeletes.keep')}
        </Button>
        <Button size="sm" variant="danger" busy={sync.busy} onClick={() => void sync.run({ id, streamId, full: true })}>
          {t('manyDeletes.delete')}
        </Button>
      </div>
      {error ? <ErrorNote compact error={error} className="mt-2" /> : null}
    </ErrorNote>
  )
}
