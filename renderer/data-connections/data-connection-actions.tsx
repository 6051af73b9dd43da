import { MoreHorizontal, Pause, Play, RotateCcw, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DataConnection } from '../../shared/domain/data-connection'
import { type AppError, describeError } from '../../shared/errors'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { IconButton } from '../ui/icon-button'
import { Menu } from '../ui/menu'
import { toast } from '../ui/toast'
import { DeleteDialog } from './delete-dialog'
import { isUnderWay } from './status-parts'

/** What did not work, said where there is no place on the page for it. */
export function sayFailure(error: AppError): void {
  const { title, advice } = describeError(error)
  toast({ title, description: advice, tone: 'bad' })
}

type Asking = 'delete' | 'full' | null

/** Sync, cancel, and behind one button what is done less often. */
export function DataConnectionActions({ connection }: { connection: DataConnection }) {
  const { t } = useTranslation('data-connections')
  const { id, name, status } = connection
  const pause = useCommand(['dataConnections', 'pause'])
  const resume = useCommand(['dataConnections', 'resume'])
  const full = useCommand(['dataConnections', 'sync'])
  const [asking, setAsking] = useState<Asking>(null)
  const underWay = isUnderWay(status)
  const paused = status === 'paused'
  async function handlePause() {
    const result = await (paused ? resume : pause).run({ id })
    if (!result.ok) sayFailure(result.error)
  }
  async function handleFull() {
    if ((await full.run({ id, streamId: null, full: true })).ok) setAsking(null)
  }
  return (
    <>
      {underWay ? <CancelButton id={id} /> : <SyncButton id={id} primary={status !== 'needs-reauth'} />}
      <Menu
        align="end"
        trigger={<IconButton label={t('more')} icon={<MoreHorizontal aria-hidden="true" />} />}
        items={[
          {
            id: 'pause',
            label: t(paused ? 'resume' : 'pause'),
            icon: paused ? <Play aria-hidden="true" /> : <Pause aria-hidden="true" />,
            onSelect: () => void handlePause(),
          },
          {
            id: 'full',
            label: t('full.action'),
            icon: <RotateCcw aria-hidden="true" />,
            disabled: underWay,
            onSelect: () => setAsking('full'),
          },
          'line',
          {
            id: 'delete',
            label: t('delete.action'),
            icon: <Trash2 aria-hidden="true" />,
            danger: true,
            onSelect: () => setAsking('delete'),
          },
        ]}
      />
      <ConfirmDialog
        open={asking === 'full'}
        onOpenChange={(open) => !open && setAsking(null)}
        danger={false}
        title={t('full.title', { name })}
        description={t('full.text')}
        confirmLabel={t('full.action')}
        busy={full.busy}
        error={full.error}
        onConfirm={() => void handleFull()}
      />
      <DeleteDialog connection={connection} open={asking === 'delete'} onClose={() => setAsking(null)} />
    </>
  )
}

function SyncButton({ id, primary }: { id: string; primary: boolean }) {
  const { t } = useTranslation('data-connections')
  const sync = useCommand(['dataConnections', 'sync'])
  async function handleSync() {
    const result = await sync.run({ id, streamId: null, full: false })
    if (!result.ok) sayFailure(result.error)
  }
  return (
    <Button variant={primary ? 'primary' : 'secondary'} busy={sync.busy} onClick={() => void handleSync()}>
      {t('syncNow')}
    </Button>
  )
}

function CancelButton({ id }: { id: string }) {
  const { t } = useTranslation('data-connections')
  const cancel = useCommand(['dataConnections', 'cancel'])
  async function handleCancel() {
    const result = await cancel.run({ id })
    if (!result.ok) sayFailure(result.error)
  }
  return (
    <Button busy={cancel.busy} onClick={() => void handleCancel()}>
      {t('cancelSync')}
    </Button>
  )
}
