import { useTranslation } from 'react-i18next'
import { useGo } from '../app/navigation'
import { useQueryOf } from '../app/query'
import { Button } from '../ui/button'
import { Jack } from '../ui/jack'
import { vaultWarningKey } from './vault-words'

/** Stands above everything that holds secrets for as long as they cannot be read, or will not outlive the program. */
export function VaultBanner() {
  const { t } = useTranslation('settings')
  const go = useGo()
  const { data } = useQueryOf(['vault', 'status'])
  const key = data ? vaultWarningKey(data) : null
  if (!key) return null
  return (
    <div
      role="status"
      className="flex shrink-0 items-center gap-2.5 border-line border-b bg-warn-soft px-6 py-2 text-sm"
    >
      <Jack state="attention" label={t(`status.${key}`)} className="shrink-0 font-medium" />
      <span className="min-w-0 flex-1">{t(`banner.${key}`)}</span>
      <Button size="sm" onClick={() => go('/settings/vault')}>
        {t('banner.open')}
      </Button>
    </div>
  )
}
