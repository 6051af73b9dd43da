import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DataConnection, Schedule } from '../../shared/domain/data-connection'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Section } from '../ui/section'
import { ScheduleEditor } from './schedule-editor'
import { isScheduleTyped, scheduleWords } from './schedule-words'

/** The schedule in a sentence; the editor opens in its place. */
export function ScheduleSection({ connection }: { connection: DataConnection }) {
  const { t } = useTranslation('data-connections')
  const [editing, setEditing] = useState(false)
  return (
    <Section
      title={t('step.schedule')}
      actions={editing ? null : <Button onClick={() => setEditing(true)}>{t('schedule.change')}</Button>}
    >
      {editing ? (
        <Editor connection={connection} onClose={() => setEditing(false)} />
      ) : (
        <p className="text-sm">{scheduleWords(connection.schedule, t)}.</p>
      )}
    </Section>
  )
}

function Editor({ connection, onClose }: { connection: DataConnection; onClose: () => void }) {
  const { t } = useTranslation('data-connections')
  const [schedule, setSchedule] = useState<Schedule>(connection.schedule)
  const save = useCommand(['dataConnections', 'setSchedule'])
  async function handleSave() {
    if ((await save.run({ id: connection.id, schedule })).ok) onClose()
  }
  return (
    <div className="flex flex-col gap-4">
      <ScheduleEditor schedule={schedule} onChange={setSchedule} />
      {save.error ? <ErrorNote error={save.error} /> : null}
      <div className="flex gap-2">
        <Button onClick={onClose}>{t('ui:cancel')}</Button>
        <Button busy={save.busy} disabled={!isScheduleTyped(schedule)} onClick={() => void handleSave()}>
          {t('schedule.save')}
        </Button>
      </div>
    </div>
  )
}
