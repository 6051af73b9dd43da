import { useTranslation } from 'react-i18next'
import { useGo } from '../app/navigation'
import { useQueryOf } from '../app/query'
import type { StatusItem } from '../app/status-items'
import { Jack } from '../ui/jack'
import { vaultWarningKey } from './vault-words'

/** Stays in the status bar for as long as secrets cannot be read, or will not outlive the program. */
function VaultWarning() {
  const { t } = useTranslation('settings')
  const go = useGo()
  const { data } = useQueryOf(['vault', 'status'])
  const key = data ? vaultWarningKey(data) : null
  if (!key) return null
  const words = t(`status.${key}`)
  return (
    <button
      type="button"
      aria-label={t('status.open', { words })}
      onClick={() => go('/settings/vault')}
      className="rounded-sm text-ink hover:underline"
    >
      <Jack size={10} state="attention" label={words} />
    </button>
  )
}

export const statusItems: StatusItem[] = [{ id: 'vault', side: 'start', order: 1, component: VaultWarning }]
