import { useTranslation } from 'react-i18next'
import { useGo } from '../app/navigation'
import { Button } from '../ui/button'
import { CompareTable } from '../ui/compare-table'
import { Inspector } from '../ui/inspector'

const LINES = ['does', 'when', 'fresh', 'writes', 'offline', 'where', 'grant'] as const

/** What an integration is, what a data connection is, and when to take which. */
export function HelpPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('integrations')
  const go = useGo()
  return (
    <Inspector
      title={t('help.title')}
      width={400}
      onClose={onClose}
      footer={<Button onClick={() => go('/setup/connections/new')}>{t('help.add')}</Button>}
    >
      <CompareTable
        label={t('help.title')}
        heads={[t('help.integration'), t('help.connection')]}
        rows={LINES.map((line) => ({
          name: t(`help.${line}.name`),
          values: [t(`help.${line}.integration`), t(`help.${line}.connection`)],
        }))}
      />
      <h3 className="mt-5 font-medium text-sm">{t('help.ruleTitle')}</h3>
      <p className="mt-1 text-sm">{t('help.rule')}</p>
      <p className="mt-3 text-muted text-sm">{t('help.apart')}</p>
    </Inspector>
  )
}
