import { useTranslation } from 'react-i18next'
import type { DataConnection, SyncProgress } from '../../shared/domain/data-connection'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Num } from '../ui/num'
import { notesOf } from './notes'
import { SchedulesNote } from './schedules-note'
import { StatusLine } from './status-line'
import { isUnderWay, type Remedy, remedyOf, type Schedules } from './status-parts'
import { totalRate } from './use-progress'

type StatusNoteProps = {
  connection: DataConnection
  schedules: Schedules
  progress: Record<string, SyncProgress>
  onReconnect: () => void
}

/** The status in words; where something is wrong, what happened and the one thing to do about it. */
export function StatusNote({ connection, schedules, progress, onReconnect }: StatusNoteProps) {
  const remedy = useRemedy(connection, onReconnect)
  const { whole } = isUnderWay(connection.status) ? { whole: null } : notesOf(connection)
  return (
    <div className="mb-8 flex flex-col gap-3">
      <div role="status" className="flex min-h-7 items-center gap-3 text-sm">
        <StatusLine connection={connection} schedules={schedules} />
        <RunProgress connection={connection} progress={progress} />
        {/* Single tables have a second try of their own. */}
        {remedy && !whole && connection.status !== 'degraded' ? (
          <Button size="sm" busy={remedy.busy} onClick={remedy.onClick}>
            {remedy.label}
          </Button>
        ) : null}
      </div>
      <SchedulesNote />
      {whole ? (
        <ErrorNote error={{ title: whole.message, advice: whole.advice }} {...(remedy ? { action: remedy } : {})} />
      ) : null}
      {remedy?.error ? <ErrorNote compact error={remedy.error} /> : null}
    </div>
  )
}

/** How far the whole run is: tables that are done, rows read, and how fast. */
function RunProgress({ connection, progress }: Pick<StatusNoteProps, 'connection' | 'progress'>) {
  const { t } = useTranslation('data-connections')
  const all = Object.values(progress)
  if (connection.status !== 'syncing' || all.length === 0) return null
  const done = all.filter(({ phase }) => phase === 'done').length
  return (
    <span className="tnum text-muted">
      {t('status.tablesDone', { count: done, all: connection.streams.length })} ·{' '}
      <Num value={all.reduce((sum, { rows }) => sum + rows, 0)} unit={t('rows')} /> ·{' '}
      <Num look="short" value={Math.round(totalRate(progress))} unit={t('perSecond')} />
    </span>
  )
}

function useRemedy(connection: DataConnection, onReconnect: () => void) {
  const { t } = useTranslation('data-connections')
  const retry = useCommand(['dataConnections', 'sync'])
  const resume = useCommand(['dataConnections', 'resume'])
  const { id } = connection
  const kind = remedyOf(connection)
  if (kind === null) return null
  const run: Record<Remedy, () => void> = {
    reconnect: onReconnect,
    retry: () => void retry.run({ id, streamId: null, full: false }),
    resume: () => void resume.run({ id }),
  }
  return {
    label: t(`remedy.${kind}`),
    onClick: run[kind],
    busy: retry.busy || resume.busy,
    error: retry.error ?? resume.error,
  }
}
