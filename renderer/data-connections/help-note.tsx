import { useTranslation } from 'react-i18next'

/** Where one configures either, the difference is said. */
export function HelpNote() {
  const { t } = useTranslation('data-connections')
  return (
    <aside className="mt-8 max-w-[68ch] rounded-md bg-sunken px-4 py-3 text-muted text-sm">
      <p className="font-medium text-ink">{t('help.title')}</p>
      <p>{t('help.text')}</p>
    </aside>
  )
}
