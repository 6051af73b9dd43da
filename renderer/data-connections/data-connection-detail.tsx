import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DataConnection } from '../../shared/domain/data-connection'
import { useAddressSearch, useGo } from '../app/navigation'
import { Button } from '../ui/button'
import { Section } from '../ui/section'
import { ReconnectDialog } from './reconnect-dialog'
import { RunHistory } from './run-history'
import { ScheduleSection } from './schedule-section'
import { useSchedules } from './schedules-note'
import { StatusNote } from './status-note'
import { isUnderWay } from './status-parts'
import { StreamNotes } from './stream-notes'
import { StreamTable } from './stream-table'
import type { Runs } from './use-open-run'
import { useProgress } from './use-progress'

type DataConnectionDetailProps = { connection: DataConnection; runs: Runs }

/** How it stands and what to do, when it syncs, its tables, what earlier runs did, and who signs in. */
export function DataConnectionDetail({ connection, runs }: DataConnectionDetailProps) {
  const { t } = useTranslation('data-connections')
  const go = useGo()
  const asked = useAddressSearch<{ reconnect: string }>().reconnect !== undefined
  const [reconnecting, setReconnecting] = useState(asked)
  const schedules = useSchedules()
  const progress = useProgress(connection.id)
  const { id, identity, status } = connection
  const running = isUnderWay(status) ? progress : {}
  return (
    <>
      <StatusNote
        connection={connection}
        schedules={schedules}
        progress={running}
        onReconnect={() => setReconnecting(true)}
      />
      <ScheduleSection connection={connection} />
      <Section
        title={t('tables')}
        actions={
          <Button icon={<Plus aria-hidden="true" />} onClick={() => go(`/setup/connections/${id}/tables`)}>
            {t('addTables')}
          </Button>
        }
      >
        <StreamNotes connection={connection} />
        <StreamTable connection={connection} progress={running} />
      </Section>
      <Section title={t('history')}>
        <RunHistory runs={runs} />
      </Section>
      <Section
        title={t('reconnect.section')}
        hint={identity ? t('reconnect.as', { identity }) : t('reconnect.unknown')}
      >
        <Button onClick={() => setReconnecting(true)}>{t('reconnect.change')}</Button>
      </Section>
      {reconnecting ? <ReconnectDialog connection={connection} onClose={() => setReconnecting(false)} /> : null}
    </>
  )
}
