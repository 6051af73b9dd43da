import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DataStream } from '../../shared/domain/data-connection'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { ErrorNote } from '../ui/error-note'
import { settingsProblem } from './stream-drafts'
import { StreamSettingsForm } from './stream-settings-form'

type StreamEditDialogProps = { id: string; stream: DataStream; onClose: () => void }

/** The settings of a stream that is synced already. */
export function StreamEditDialog({ id, stream, onClose }: StreamEditDialogProps) {
  const { t } = useTranslation('data-connections')
  const [settings, setSettings] = useState(stream.settings)
  const update = useCommand(['dataConnections', 'updateStream'])
  const problem = settingsProblem(settings)
  async function handleSave() {
    if ((await update.run({ id, streamId: stream.id, settings })).ok) onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      width={620}
      title={t('stream.settings', { name: stream.label })}
      description={stream.discovered.note ?? undefined}
      footer={
        <>
          {problem ? <span className="me-auto self-center text-bad text-sm">{t(`problem.${problem}`)}</span> : null}
          <Button size="lg" onClick={onClose}>
            {t('ui:cancel')}
          </Button>
          <Button
            size="lg"
            variant="primary"
            busy={update.busy}
            disabled={problem !== null}
            onClick={() => void handleSave()}
          >
            {t('stream.save')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-6">
        <StreamSettingsForm stream={stream.discovered} settings={settings} onChange={setSettings} />
        <p className="text-muted text-sm">{t('stream.readAgain')}</p>
        {update.error ? <ErrorNote error={update.error} /> : null}
      </div>
    </Dialog>
  )
}
