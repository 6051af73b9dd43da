import { Pause, Play } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { IconButton } from '../ui/icon-button'
import type { Schedules } from './status-parts'

/** Whether schedules run at all; until main has answered, they do. */
export function useSchedules(): Schedules {
  const { data } = useQueryOf(['dataConnections', 'state'])
  return { paused: data?.paused ?? false, offline: data?.offline ?? false }
}

/** Said quietly, and only while nothing syncs by itself. */
export function SchedulesNote() {
  const { t } = useTranslation('data-connections')
  const { paused, offline } = useSchedules()
  const resume = useCommand(['dataConnections', 'resumeAll'])
  if (!paused && !offline) return null
  return (
    <div role="status" className="flex min-h-9 items-center gap-3 rounded-md bg-sunken px-3 py-1 text-sm">
      <Pause className="icon-sm text-muted" aria-hidden="true" />
      <span className="min-w-0 flex-1">
        {t(paused ? 'all.paused' : 'all.offline')}
        {resume.error ? <ErrorNote compact error={resume.error} /> : null}
      </span>
      {paused ? (
        <Button size="sm" icon={<Play aria-hidden="true" />} busy={resume.busy} onClick={() => void resume.run()}>
          {t('all.resume')}
        </Button>
      ) : null}
    </div>
  )
}

export function PauseAllButton() {
  const { t } = useTranslation('data-connections')
  const { paused } = useSchedules()
  const pause = useCommand(['dataConnections', 'pauseAll'])
  if (paused) return null
  return (
    <IconButton
      label={t('all.pause')}
      icon={<Pause aria-hidden="true" />}
      busy={pause.busy}
      onClick={() => void pause.run()}
    />
  )
}
