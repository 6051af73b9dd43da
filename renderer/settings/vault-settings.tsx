import { useTranslation } from 'react-i18next'
import type { VaultStatus } from '../../shared/domain/vault'
import { useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Jack } from '../ui/jack'
import { Section } from '../ui/section'
import { Skeleton } from '../ui/skeleton'
import { CreatePassphrase } from './create-passphrase'
import { ForgetSecrets } from './forget-secrets'
import { NoKeychainAnswers } from './no-keychain-answers'
import { RotateKey } from './rotate-key'
import { UnlockVault } from './unlock-vault'
import { vaultParts, vaultStateKey, vaultWarningKey } from './vault-words'

/** How the vault stands, in words, with the answers that fit. */
export function VaultSettings() {
  const { t } = useTranslation('settings')
  const { data, error, refetch } = useQueryOf(['vault', 'status'])
  if (data) return <VaultState status={data} />
  return error ? (
    <ErrorNote error={error} action={{ label: t('retry'), onClick: () => void refetch() }} />
  ) : (
    <Skeleton />
  )
}

function VaultState({ status }: { status: VaultStatus }) {
  const { t } = useTranslation('settings')
  const { mode, secretCount } = status
  const key = vaultStateKey(status)
  const parts = vaultParts(status)
  return (
    <>
      <Section title={t('vault.title')}>
        <div className="flex items-start gap-3">
          <span className="flex h-5 items-center">
            <Jack size={14} state={vaultWarningKey(status) ? 'attention' : 'connected'} />
          </span>
          <div className="min-w-0 flex-1 text-sm">
            <p className="font-medium">{t(`vault.state.${key}.title`)}</p>
            <p className="text-muted">{t(`vault.state.${key}.advice`)}</p>
            <p className="tnum mt-1 text-muted text-xs">{t('vault.count', { count: secretCount })}</p>
          </div>
        </div>
        <VaultAnswers status={status} />
      </Section>
      {parts.unlock ? <UnlockVault /> : null}
      {parts.answers ? <NoKeychainAnswers memory={mode === 'memory'} /> : null}
      {parts.key ? (
        <>
          <CreatePassphrase second={mode === 'keychain'} />
          <RotateKey mode={mode} />
        </>
      ) : null}
      {parts.forget ? <ForgetSecrets count={secretCount} unreadable={parts.forget === 'unreadable'} /> : null}
    </>
  )
}

/** Only what changes something in this state. */
function VaultAnswers({ status: { state, mode } }: { status: VaultStatus }) {
  const { t } = useTranslation('settings')
  const retry = useCommand(['vault', 'retry'])
  const lock = useCommand(['vault', 'lock'])
  const error = retry.error ?? lock.error
  const keychainFails = (state !== 'open' && mode !== 'passphrase') || mode === 'memory'
  return (
    <div className="ms-[26px] mt-3 flex flex-col gap-3">
      <div className="flex gap-2 empty:hidden">
        {keychainFails ? (
          <Button busy={retry.busy} onClick={() => void retry.run()}>
            {t('vault.retry')}
          </Button>
        ) : null}
        {state === 'open' && mode === 'passphrase' ? (
          <Button busy={lock.busy} onClick={() => void lock.run()}>
            {t('vault.lock')}
          </Button>
        ) : null}
      </div>
      {error ? <ErrorNote error={error} /> : null}
    </div>
  )
}
