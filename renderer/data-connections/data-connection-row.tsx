import { useTranslation } from 'react-i18next'
import type { DataConnection } from '../../shared/domain/data-connection'
import { Mark } from '../ui/mark'
import { Num } from '../ui/num'
import { Row } from '../ui/row'
import { RunSparkline } from './run-sparkline'
import { StatusLine } from './status-line'
import type { Schedules } from './status-parts'
import { TestModeBadge } from './test-mode-badge'

type DataConnectionRowProps = { connection: DataConnection; schedules: Schedules }

export function DataConnectionRow({ connection, schedules }: DataConnectionRowProps) {
  const { t } = useTranslation('data-connections')
  const { id, name, sourceId, streams, testMode } = connection
  const rows = streams.reduce((sum, stream) => sum + (stream.rows ?? 0), 0)
  return (
    <Row
      leading={<Mark id={sourceId} name={sourceId} size={20} coloured />}
      title={
        <span className="flex min-w-0 items-center gap-2">
          <span className="truncate">{name}</span>
          {testMode ? <TestModeBadge /> : null}
        </span>
      }
      subtitle={<StatusLine connection={connection} schedules={schedules} />}
      trailing={
        <>
          <RunSparkline id={id} />
          <span className="flex w-24 flex-col text-end">
            <span>{t('streams', { count: streams.length })}</span>
            <Num value={rows} unit={t('rows')} />
          </span>
        </>
      }
    />
  )
}
