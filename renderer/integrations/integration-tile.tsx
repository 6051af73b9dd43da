import { useTranslation } from 'react-i18next'
import type { Account, IntegrationInfo } from '../../shared/domain/integration'
import { Jack } from '../ui/jack'
import { Mark } from '../ui/mark'
import { jackOfAccounts } from './account-state'

type IntegrationTileProps = { integration: IntegrationInfo; accounts: Account[]; onOpen: () => void }

export function IntegrationTile({ integration, accounts, onOpen }: IntegrationTileProps) {
  const { t } = useTranslation('integrations')
  const connected = accounts.length > 0
  return (
    <button
      type="button"
      onClick={onOpen}
      aria-label={integration.name}
      className="group/mark flex h-full w-full items-start gap-3 rounded-md bg-surface p-3 text-start shadow-[inset_0_0_0_1px_var(--line)] hover:shadow-[inset_0_0_0_1px_var(--line-strong)]"
    >
      <Mark
        id={integration.id}
        name={integration.name}
        size={24}
        coloured={connected}
        className={connected ? '' : 'text-muted'}
      />
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2">
          <span className="min-w-0 flex-1 truncate font-medium text-sm">{integration.name}</span>
          {connected ? (
            <span className="tnum text-muted text-xs">{t('tile.accounts', { count: accounts.length })}</span>
          ) : null}
          <Jack state={jackOfAccounts(accounts)} />
        </span>
        <span className="line-clamp-2 text-muted text-xs">{integration.description}</span>
      </span>
    </button>
  )
}
