import { useTranslation } from 'react-i18next'
import type { DataConnection, DataStream } from '../../shared/domain/data-connection'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { MANY_DELETES, notesOf } from './notes'
import { isUnderWay } from './status-parts'

/** What is to be said about single tables, in full, and what can be done about it. */
export function StreamNotes({ connection }: { connection: DataConnection }) {
  if (isUnderWay(connection.status)) return null
  const noted = notesOf(connection).streams
  if (noted.length === 0) return null
  return (
    <div className="mb-4 flex flex-col gap-2">
      {noted.map((stream) =>
        stream.failure?.reason === MANY_DELETES ? (
          <DeletesQuestion key={stream.id} id={connection.id} stream={stream} />
        ) : (
          <StreamNote key={stream.id} id={connection.id} stream={stream} />
        ),
      )}
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
      <p className="text-sm">
        {title} <span className="text-muted">{failure.advice}</span>
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
