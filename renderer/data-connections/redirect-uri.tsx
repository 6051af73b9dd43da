import { useTranslation } from 'react-i18next'
import { CopyButton } from '../ui/copy-button'

/** The address that a sign-in comes back to: it is typed in at the service before the client ID can be had there. */
export function RedirectUri({ uri, service }: { uri: string; service: string }) {
  const { t } = useTranslation('data-connections')
  return (
    <div className="flex flex-col gap-1.5">
      <p className="font-medium text-sm">{t('connect.redirect')}</p>
      <div className="flex min-h-8 items-center gap-2 rounded-md bg-sunken py-1 ps-2.5 pe-1">
        <code className="min-w-0 flex-1 select-text font-mono text-xs [overflow-wrap:anywhere]">{uri}</code>
        <CopyButton text={uri} label={t('connect.copyRedirect')} />
      </div>
      <p className="text-muted text-xs">{t('connect.redirectHint', { source: service })}</p>
    </div>
  )
}
