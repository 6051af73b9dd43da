import { useTranslation } from 'react-i18next'
import type { DataStream } from '../../shared/domain/data-connection'
import { useCommand } from '../app/use-command'
import { ConfirmDialog } from '../ui/confirm-dialog'

type RemoveStreamProps = { id: string; stream: DataStream; onClose: () => void }

export function RemoveStream({ id, stream, onClose }: RemoveStreamProps) {
  const { t } = useTranslation('data-connections')
  const remove = useCommand(['dataConnections', 'removeStream'])
  async function handleRemove() {
    if ((await remove.run({ id, streamId: stream.id })).ok) onClose()
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('stream.removeTitle', { name: stream.tableName })}
      description={t('stream.removeText')}
      confirmLabel={t('stream.remove')}
      busy={remove.busy}
      error={remove.error}
      onConfirm={() => void handleRemove()}
    />
  )
}
