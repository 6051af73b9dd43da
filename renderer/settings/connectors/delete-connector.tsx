import { Bot, ScrollText } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Connector } from '../../../shared/domain/connector'
import { useGo } from '../../app/navigation'
import { useCommand } from '../../app/use-command'
import { ConfirmDialog } from '../../ui/confirm-dialog'
import { toast } from '../../ui/toast'
import { isSignedIn, revocationKey } from './connector-state'

type DeleteConnectorProps = { connector: Connector; open: boolean; onOpenChange: (open: boolean) => void }

/** Names everyone who depends on it before it goes, and says afterwards what became of the sign-in. */
export function DeleteConnector({ connector, open, onOpenChange }: DeleteConnectorProps) {
  const { t } = useTranslation('connectors')
  const go = useGo()
  const { run, busy, error } = useCommand(['connectors', 'delete'])
  const { id, name, signsIn, storedSecrets, usedBy } = connector
  async function remove() {
    const result = await run({ id })
    if (!result.ok) return
    go('/settings/connectors', { replace: true })
    document.getElementById('content')?.focus()
    const fate = isSignedIn(connector)
      ? revocationKey(result.value.revoked)
      : storedSecrets.length > 0
        ? 'keyStays'
        : null
    toast({ title: t('delete.done', { name }), ...(fate ? { description: t(`delete.${fate}`) } : {}) })
  }
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('delete.title', { name })}
      description={t(signsIn ? 'delete.descriptionSignIn' : 'delete.description')}
      dependants={{
        intro: t('delete.usedBy'),
        items: usedBy.map((dependent) => ({
          id: `${dependent.kind} ${dependent.id}`,
          label: dependent.name,
          hint: t(`delete.${dependent.kind}`),
          icon: dependent.kind === 'agent' ? <Bot aria-hidden="true" /> : <ScrollText aria-hidden="true" />,
        })),
      }}
      confirmLabel={t('delete.action')}
      onConfirm={() => void remove()}
      busy={busy}
      error={error}
    />
  )
}
