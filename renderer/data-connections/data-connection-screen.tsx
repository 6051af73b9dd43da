import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DataConnection, SyncProgress } from '../../shared/domain/data-connection'
import { useEventOf } from '../app/events'
import { useGo, useParam } from '../app/navigation'
import { skipToken, useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { ErrorNote } from '../ui/error-note'
import { IconButton } from '../ui/icon-button'
import { Jack } from '../ui/jack'
import { PageHeader } from '../ui/page-header'
import { Screen } from '../ui/screen'
import { Section } from '../ui/section'
import { Skeleton } from '../ui/skeleton'
import { ReconnectForm } from './reconnect-form'
import { RunHistory } from './run-history'
import { jackOf } from './status-jack'
import { StreamTable } from './stream-table'

export function DataConnectionScreen() {
  const { t } = useTranslation('data-connections')
  const go = useGo()
  const id = useParam('id')
  const { data, error } = useQueryOf(['dataConnections', 'get'], id ? { id } : skipToken)
  const rename = useCommand(['dataConnections', 'rename'])
  return (
    <Screen
      header={
        <PageHeader
          title={data?.name ?? t('title')}
          renameLabel={t('name')}
          onBack={() => go('/setup/connections')}
          {...(data ? { onRename: (name: string) => void rename.run({ id: data.id, name }) } : {})}
          state={data ? <Jack state={jackOf(data.status)} label={t(`status.${data.status}`)} /> : null}
          actions={data ? <Actions connection={data} /> : null}
        />
      }
    >
      {error ? <ErrorNote error={error} /> : null}
      {rename.error ? <ErrorNote error={rename.error} /> : null}
      {data ? <Detail connection={data} /> : error ? null : <Skeleton />}
    </Screen>
  )
}

function Actions({ connection }: { connection: DataConnection }) {
  const { t } = useTranslation('data-connections')
  const go = useGo()
  const sync = useCommand(['dataConnections', 'sync'])
  const cancel = useCommand(['dataConnections', 'cancel'])
  const remove = useCommand(['dataConnections', 'delete'])
  const [deleting, setDeleting] = useState(false)
  const { id, name, streams } = connection
  async function handleDelete() {
    if ((await remove.run({ id })).ok) go('/setup/connections', { replace: true })
  }
  return (
    <>
      {connection.status === 'syncing' ? (
        <Button busy={cancel.busy} onClick={() => void cancel.run({ id })}>
          {t('cancelSync')}
        </Button>
      ) : (
        <Button variant="primary" busy={sync.busy} onClick={() => void sync.run({ id })}>
          {t('syncNow')}
        </Button>
      )}
      <IconButton label={t('delete')} icon={<Trash2 aria-hidden="true" />} onClick={() => setDeleting(true)} />
      <ConfirmDialog
        open={deleting}
        onOpenChange={setDeleting}
        title={t('deleteTitle', { name })}
        description={t('deleteText')}
        dependants={{
          intro: t('deleteTables'),
          items: streams.map((stream) => ({ id: stream.id, label: stream.tableName })),
        }}
        confirmLabel={t('delete')}
        busy={remove.busy}
        error={remove.error}
        onConfirm={() => void handleDelete()}
      />
    </>
  )
}

function Detail({ connection }: { connection: DataConnection }) {
  const { t } = useTranslation('data-connections')
  const [progress, setProgress] = useState<Record<string, SyncProgress>>({})
  useEventOf('sync-progress', ({ progress: now }) => {
    if (now.dataConnectionId === connection.id) setProgress((before) => ({ ...before, [now.streamId]: now }))
  })
  const { failure } = connection
  return (
    <>
      {failure && connection.status !== 'syncing' ? (
        <ErrorNote error={{ title: failure.message, advice: failure.advice }} className="mb-6" />
      ) : null}
      <Section title={t('tables')}>
        <StreamTable connection={connection} progress={connection.status === 'syncing' ? progress : {}} />
      </Section>
      <Section title={t('history')}>
        <RunHistory id={connection.id} />
      </Section>
      <Section title={t('reconnect')} hint={t('reconnectHint')}>
        <ReconnectForm connection={connection} />
      </Section>
    </>
  )
}
