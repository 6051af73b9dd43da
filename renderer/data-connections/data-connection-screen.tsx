import { useTranslation } from 'react-i18next'
import type { DataConnection } from '../../shared/domain/data-connection'
import { useGo, useParam } from '../app/navigation'
import { skipToken, useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { ErrorNote } from '../ui/error-note'
import { Mark } from '../ui/mark'
import { PageHeader } from '../ui/page-header'
import { Screen } from '../ui/screen'
import { Skeleton } from '../ui/skeleton'
import { DataConnectionActions } from './data-connection-actions'
import { DataConnectionDetail } from './data-connection-detail'
import { useHelp } from './help-panel'
import { RunPanel } from './run-panel'
import { TestModeBadge } from './test-mode-badge'
import { useOpenRun } from './use-open-run'

export function DataConnectionScreen() {
  const { t } = useTranslation('data-connections')
  const go = useGo()
  const id = useParam('id')
  const help = useHelp()
  const run = useOpenRun(id)
  const { data, error, refetch } = useQueryOf(['dataConnections', 'get'], id ? { id } : skipToken)
  const rename = useCommand(['dataConnections', 'rename'])
  return (
    <Screen
      header={
        <PageHeader
          title={data?.name ?? t('title')}
          renameLabel={t('name')}
          onBack={() => go('/setup/connections')}
          {...(data ? { onRename: (name: string) => void rename.run({ id: data.id, name }) } : {})}
          icon={data ? <Mark id={data.sourceId} name={data.sourceId} size={20} coloured /> : null}
          state={data ? <Identity connection={data} /> : null}
          actions={
            <>
              {help.button}
              {data ? <DataConnectionActions connection={data} /> : null}
            </>
          }
        />
      }
      inspector={help.panel ?? (run.open ? <RunPanel run={run.open} onClose={run.close} /> : null)}
    >
      {error ? <ErrorNote error={error} action={{ label: t('readAgain'), onClick: () => void refetch() }} /> : null}
      {rename.error ? <ErrorNote error={rename.error} className="mb-4" /> : null}
      {data ? <DataConnectionDetail connection={data} runs={run} /> : error ? null : <Skeleton />}
    </Screen>
  )
}

function Identity({ connection: { identity, testMode } }: { connection: DataConnection }) {
  return (
    <>
      {testMode ? <TestModeBadge /> : null}
      {identity ? <span className="truncate">{identity}</span> : null}
    </>
  )
}
