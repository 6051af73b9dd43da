import { useTranslation } from 'react-i18next'
import type { DataConnection } from '../../shared/domain/data-connection'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { notesOf } from './notes'
import { StatusLine } from './status-line'
import { isUnderWay, type Remedy, remedyOf, type Schedules } from './status-parts'

type StatusNoteProps = { connection: DataConnection; schedules: Schedules; onReconnect: () => void }

/** The status in words; where something is wrong, what happened and the one thing to do about it. */
export function StatusNote({ connection, schedules, onReconnect }: StatusNoteProps) {
  const { t } = useTranslation('data-connections')
  const remedy = useRemedy(connection, onReconnect)
  const { whole } = isUnderWay(connection.status) ? { whole: null } : notesOf(connection)
  return (
    <div className="mb-8 flex flex-col gap-3">
      <div role="status" className="flex min-h-7 items-center gap-3 text-sm">
        <StatusLine connection={connection} schedules={schedules} />
        {remedy && !whole ? (
          <Button size="sm" busy={remedy.busy} onClick={remedy.onClick}>
            {remedy.label}
          </Button>
        ) : null}
      </div>
      {schedules.offline ? <p className="text-muted text-sm">{t('all.offline')}</p> : null}
      {schedules.paused ? <p className="text-muted text-sm">{t('all.paused')}</p> : null}
      {whole ? (
        <ErrorNote error={{ title: whole.message, advice: whole.advice }} {...(remedy ? { action: remedy } : {})} />
      ) : null}
      {remedy?.error ? <ErrorNote compact error={remedy.error} /> : null}
    </div>
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
