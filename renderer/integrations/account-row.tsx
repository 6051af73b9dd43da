import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account, IntegrationInfo } from '../../shared/domain/integration'
import { useCommand } from '../app/use-command'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { IconButton } from '../ui/icon-button'
import { Jack } from '../ui/jack'
import { Menu } from '../ui/menu'
import { Row } from '../ui/row'
import { Time } from '../ui/time'
import { toast } from '../ui/toast'
import { jackOfAccount } from './account-state'
import { ConnectForm } from './connect-form'
import { RemoveAccount } from './remove-account'
import { RenameAccount } from './rename-account'

type AccountRowProps = { integration: IntegrationInfo; account: Account }
type Open = 'rename' | 'reconnect' | 'remove' | null

function Trailing({ account }: { account: Account }) {
  const { t } = useTranslation('integrations')
  return (
    <>
      {account.status === 'needs-reconnect' ? <Badge tone="bad">{t('accounts.needsReconnect')}</Badge> : null}
      {account.status === 'needs-secret' ? <Badge tone="warn">{t('accounts.needsSecret')}</Badge> : null}
      {account.lastUsedAt ? (
        <span>
          {t('accounts.used')} <Time at={account.lastUsedAt} />
        </span>
      ) : null}
      <Badge>{t(`accounts.${account.visibility}`)}</Badge>
    </>
  )
}

export function AccountRow({ integration, account }: AccountRowProps) {
  const { t } = useTranslation('integrations')
  const [open, setOpen] = useState<Open>(null)
  const { run, busy, error } = useCommand(['integrations', 'testAccount'])
  const close = () => setOpen(null)
  async function test() {
    const result = await run({ accountId: account.id })
    if (result.ok) toast({ title: t('accounts.tested', { identity: result.value.identity }), tone: 'good' })
  }
  const reconnect = t('accounts.reconnect', { name: integration.name })
  const words = Object.values(account.config).join(' · ')
  const identity = account.identity ? t('accounts.as', { identity: account.identity }) : ''
  return (
    <div className="py-0.5">
      <div className="flex items-center gap-1">
        <Row
          leading={<Jack state={busy ? 'working' : jackOfAccount(account)} />}
          title={account.label}
          subtitle={[identity, words].filter(Boolean).join(' · ')}
          trailing={<Trailing account={account} />}
        />
        {account.status === 'connected' ? (
          <Button size="sm" busy={busy} onClick={() => void test()}>
            {t('accounts.test')}
          </Button>
        ) : (
          <Button size="sm" onClick={() => setOpen('reconnect')}>
            {reconnect}
          </Button>
        )}
        <Menu
          align="end"
          trigger={
            <IconButton
              size="sm"
              label={t('accounts.menu', { label: account.label })}
              icon={<Ellipsis aria-hidden="true" />}
            />
          }
          items={[
            { id: 'rename', label: t('accounts.rename'), onSelect: () => setOpen('rename') },
            { id: 'reconnect', label: reconnect, onSelect: () => setOpen('reconnect') },
            'line',
            { id: 'remove', label: t('accounts.remove'), danger: true, onSelect: () => setOpen('remove') },
          ]}
        />
      </div>
      {error ? <ErrorNote compact className="py-2" error={error} /> : null}
      {open === 'reconnect' ? (
        <div className="py-3">
          <ConnectForm integration={integration} account={account} onCancel={close} onDone={close} />
        </div>
      ) : null}
      {open === 'rename' ? <RenameAccount account={account} onClose={close} /> : null}
      <RemoveAccount integration={integration} account={account} open={open === 'remove'} onClose={close} />
    </div>
  )
}
