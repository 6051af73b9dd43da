import { Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { DataConnection } from '../../shared/domain/data-connection'
import { useGo } from '../app/navigation'
import { useQueryOf } from '../app/query'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { ErrorNote } from '../ui/error-note'
import { PageHeader } from '../ui/page-header'
import { RowList } from '../ui/row-list'
import { Screen } from '../ui/screen'
import { Skeleton } from '../ui/skeleton'
import { DataConnectionRow } from './data-connection-row'
import { useHelp } from './help-panel'
import { PauseAllButton, SchedulesNote, useSchedules } from './schedules-note'

const URGENCY: Partial<Record<DataConnection['status'], number>> = { 'needs-reauth': 0, failed: 1, degraded: 2 }

/** First what needs a hand, then by name. */
const byUrgency = (a: DataConnection, b: DataConnection): number =>
  (URGENCY[a.status] ?? 3) - (URGENCY[b.status] ?? 3) || a.name.localeCompare(b.name)

export function DataConnectionsScreen() {
  const { t } = useTranslation('data-connections')
  const go = useGo()
  const help = useHelp()
  const schedules = useSchedules()
  const { data, error, isFetching, refetch } = useQueryOf(['dataConnections', 'list'])
  const add = (
    <Button variant="primary" icon={<Plus aria-hidden="true" />} onClick={() => go('/setup/connections/new')}>
      {t('add')}
    </Button>
  )
  const some = data !== undefined && data.length > 0
  return (
    <Screen
      busy={isFetching && data !== undefined}
      header={
        <PageHeader
          title={t('title')}
          actions={
            <>
              {help.button}
              {some ? <PauseAllButton /> : null}
              {some ? add : null}
            </>
          }
        />
      }
      inspector={help.panel}
    >
      {error ? <ErrorNote error={error} action={{ label: t('readAgain'), onClick: () => void refetch() }} /> : null}
      {!data && !error ? <Skeleton /> : null}
      {data?.length === 0 ? <EmptyState title={t('empty.title')} description={t('empty.text')} action={add} /> : null}
      {some ? (
        <>
          <SchedulesNote />
          <RowList
            label={t('title')}
            items={data.toSorted(byUrgency)}
            itemKey={({ id }) => id}
            onSelect={({ id }) => go(`/setup/connections/${id}`)}
            renderItem={(connection) => <DataConnectionRow connection={connection} schedules={schedules} />}
          />
        </>
      ) : null}
    </Screen>
  )
}
