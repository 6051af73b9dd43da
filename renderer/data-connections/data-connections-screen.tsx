import { Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { DataConnection } from '../../shared/domain/data-connection'
import { useGo } from '../app/navigation'
import { useQueryOf } from '../app/query'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { ErrorNote } from '../ui/error-note'
import { Jack } from '../ui/jack'
import { Mark } from '../ui/mark'
import { Num } from '../ui/num'
import { PageHeader } from '../ui/page-header'
import { Row } from '../ui/row'
import { RowList } from '../ui/row-list'
import { Screen } from '../ui/screen'
import { Skeleton } from '../ui/skeleton'
import { Time } from '../ui/time'
import { HelpNote } from './help-note'
import { RunSparkline } from './run-sparkline'
import { jackOf } from './status-jack'

export function DataConnectionsScreen() {
  const { t } = useTranslation('data-connections')
  const go = useGo()
  const { data, error } = useQueryOf(['dataConnections', 'list'])
  const add = (
    <Button variant="primary" icon={<Plus aria-hidden="true" />} onClick={() => go('/setup/connections/new')}>
      {t('add')}
    </Button>
  )
  return (
    <Screen header={<PageHeader title={t('title')} actions={data && data.length > 0 ? add : null} />}>
      {error ? <ErrorNote error={error} /> : null}
      {!data && !error ? <Skeleton /> : null}
      {data?.length === 0 ? <EmptyState title={t('empty.title')} description={t('empty.text')} action={add} /> : null}
      {data && data.length > 0 ? (
        <>
          <RowList
            label={t('title')}
            items={data}
            itemKey={({ id }) => id}
            onSelect={({ id }) => go(`/setup/connections/${id}`)}
            renderItem={(connection) => <Line connection={connection} />}
          />
          <HelpNote />
        </>
      ) : null}
    </Screen>
  )
}

function Line({ connection }: { connection: DataConnection }) {
  const { t } = useTranslation('data-connections')
  const { id, name, sourceId, status, streams, lastSyncedAt } = connection
  const rows = streams.reduce((sum, stream) => sum + (stream.rows ?? 0), 0)
  return (
    <Row
      leading={<Mark id={sourceId} name={sourceId} coloured />}
      title={name}
      subtitle={
        <span className="flex items-center gap-1.5">
          <Jack state={jackOf(status)} label={t(`status.${status}`)} />
          {lastSyncedAt ? (
            <>
              · <Time at={lastSyncedAt} />
            </>
          ) : null}
        </span>
      }
      trailing={
        <>
          <RunSparkline id={id} />
          <span>{t('streams', { count: streams.length })}</span>
          <Num value={rows} unit={t('rows')} />
        </>
      }
    />
  )
}
