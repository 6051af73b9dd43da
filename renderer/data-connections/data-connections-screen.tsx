import { Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useGo } from '../app/navigation'
import { useQueryOf } from '../app/query'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { ErrorNote } from '../ui/error-note'
import { PageHeader } from '../ui/page-header'
import { Screen } from '../ui/screen'
import { Skeleton } from '../ui/skeleton'
import { DataConnectionList } from './data-connection-list'
import { useHelp } from './help-panel'
import { PauseAllButton, SchedulesNote } from './schedules-note'

export function DataConnectionsScreen() {
  const { t } = useTranslation('data-connections')
  const go = useGo()
  const help = useHelp()
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
        <div className="flex flex-col gap-4">
          <SchedulesNote />
          <DataConnectionList connections={data} />
        </div>
      ) : null}
    </Screen>
  )
}
