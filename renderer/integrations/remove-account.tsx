import { useTranslation } from 'react-i18next'
import type { Account, IntegrationInfo } from '../../shared/domain/integration'
import { useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { ConfirmDialog } from '../ui/confirm-dialog'

type RemoveAccountProps = { integration: IntegrationInfo; account: Account; open: boolean; onClose: () => void }

export function RemoveAccount({ integration, account, open, onClose }: RemoveAccountProps) {
  const { t } = useTranslation('integrations')
  const { run, busy, error } = useCommand(['integrations', 'removeAccount'])
  const skills = useQueryOf(['skills', 'list']).data ?? []
  const using = skills.filter(({ integrationIds }) => integrationIds.includes(integration.id))
  async function remove() {
    const result = await run({ accountId: account.id })
    if (result.ok) onClose()
  }
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onClose}
      title={t('accounts.removeTitle', { label: account.label })}
      description={t('accounts.removeDescription', { name: integration.name })}
      dependants={{
        intro: t('accounts.removeSkills', { name: integration.name }),
        items: using.map(({ id, name }) => ({ id, label: name })),
      }}
      confirmLabel={t('accounts.remove')}
      onConfirm={() => void remove()}
      busy={busy}
      error={error}
    />
  )
}
