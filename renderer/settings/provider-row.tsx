import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ModelProvider } from '../../shared/domain/model'
import { useCommand } from '../app/use-command'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { IconButton } from '../ui/icon-button'
import { Jack } from '../ui/jack'
import { Menu } from '../ui/menu'
import { Row } from '../ui/row'
import { ProviderForm } from './provider-form'

export function ProviderRow({ provider }: { provider: ModelProvider }) {
  const { t } = useTranslation('settings')
  if (provider.kind === 'built-in')
    return (
      <div className="flex items-start gap-2.5 py-2.5">
        <span className="flex h-5 items-center">
          <Jack state="connected" />
        </span>
        <div className="min-w-0 flex-1">
          <p className="font-medium text-sm">{provider.name}</p>
          <p className="text-muted text-xs">{t('models.builtIn')}</p>
        </div>
      </div>
    )
  return <ServerRow provider={provider} />
}

function ServerRow({ provider }: { provider: ModelProvider }) {
  const { t } = useTranslation('settings')
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null)
  const { run, busy, error } = useCommand(['models', 'delete'])
  const close = () => setOpen(null)
  async function remove() {
    const result = await run({ id: provider.id })
    if (result.ok) close()
  }
  return (
    <div className="py-0.5">
      <div className="flex items-center gap-1">
        <Row
          leading={<Jack state="connected" />}
          title={provider.name}
          subtitle={<span className="font-mono">{provider.baseUrl}</span>}
          trailing={
            <>
              <span>{t(provider.hasKey ? 'models.key' : 'models.noKey')}</span>
              <span>{t('models.count', { count: provider.models.length })}</span>
            </>
          }
        />
        <Menu
          align="end"
          trigger={
            <IconButton
              size="sm"
              label={t('models.menu', { name: provider.name })}
              icon={<Ellipsis aria-hidden="true" />}
            />
          }
          items={[
            { id: 'edit', label: t('models.edit'), onSelect: () => setOpen('edit') },
            'line',
            { id: 'delete', label: t('models.delete'), danger: true, onSelect: () => setOpen('delete') },
          ]}
        />
      </div>
      {open === 'edit' ? (
        <div className="py-3">
          <ProviderForm provider={provider} onDone={close} />
        </div>
      ) : null}
      <ConfirmDialog
        open={open === 'delete'}
        onOpenChange={close}
        title={t('models.deleteTitle', { name: provider.name })}
        description={t('models.deleteDescription')}
        confirmLabel={t('models.delete')}
        onConfirm={() => void remove()}
        busy={busy}
        error={error}
      />
    </div>
  )
}
