import { useTranslation } from 'react-i18next'
import type { DataConnection } from '../../shared/domain/data-connection'
import { Mark } from '../ui/mark'
import { Num } from '../ui/num'
import { Row } from '../ui/row'
import { needsHand } from './data-connection-order'
import { notesOf } from './notes'
import { RunSparkline } from './run-sparkline'
import { StatusLine } from './status-line'
import { isUnderWay, type Schedules } from './status-parts'
import { TestModeBadge } from './test-mode-badge'

type DataConnectionRowProps = { connection: DataConnection; schedules: Schedules }

export function DataConnectionRow({ connection, schedules }: DataConnectionRowProps) {
  const { t } = useTranslation('data-connections')
  const { id, name, sourceId, streams, testMode } = connection
  const told = streams.flatMap(({ rows }) => rows ?? [])
  const said = isUnderWay(connection.status) ? null : notesOf(connection)
  const why = needsHand(connection) ? (said?.whole?.message ?? said?.streams[0]?.failure?.message) : undefined
  return (
    <Row
      leading={<Mark id={sourceId} name={sourceId} size={20} coloured />}
      title={
        <span className="flex min-w-0 items-center gap-2">
          <span className="truncate">{name}</span>
          {testMode ? <TestModeBadge /> : null}
        </span>
      }
      subtitle={
        <span className="flex min-w-0 gap-1">
          <StatusLine connection={connection} schedules={schedules} />
          {why ? <span className="min-w-0 flex-1 truncate">· {why}</span> : null}
        </span>
      }
      trailing={
        <>
          <RunSparkline id={id} />
          <span className="flex w-24 flex-col text-end">
            <span>{t('streams', { count: streams.length })}</span>
            {told.length > 0 ? <Num value={told.reduce((sum, rows) => sum + rows, 0)} unit={t('rows')} /> : null}
          </span>
        </>
      }
    />
  )
}
