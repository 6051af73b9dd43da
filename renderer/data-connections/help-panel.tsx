import { CircleHelp } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useGo } from '../app/navigation'
import { Button } from '../ui/button'
import { CompareTable } from '../ui/compare-table'
import { Inspector } from '../ui/inspector'

/** The button that stands in the header of every screen of data connections, and the panel that it opens. */
export function useHelp() {
  const { t } = useTranslation('data-connections')
  const [open, setOpen] = useState(false)
  return {
    button: (
      <Button
        variant="ghost"
        icon={<CircleHelp aria-hidden="true" />}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {t('help.open')}
      </Button>
    ),
    panel: open ? <HelpPanel onClose={() => setOpen(false)} /> : null,
  }
}

const LINES = ['does', 'when', 'fresh', 'writes', 'offline', 'where', 'grant'] as const

/** What a data connection is, what an integration is, and when to take which. */
function HelpPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('data-connections')
  const go = useGo()
  return (
    <Inspector
      title={t('help.title')}
      width={400}
      onClose={onClose}
      footer={<Button onClick={() => go('/integrations')}>{t('help.integrations')}</Button>}
    >
      <CompareTable
        label={t('help.title')}
        heads={[t('help.connection'), t('help.integration')]}
        rows={LINES.map((line) => ({
          name: t(`help.${line}.name`),
          values: [t(`help.${line}.connection`), t(`help.${line}.integration`)],
        }))}
      />
      <h3 className="mt-5 font-medium text-sm">{t('help.ruleTitle')}</h3>
      <p className="mt-1 text-sm">{t('help.rule')}</p>
      <p className="mt-3 text-muted text-sm">{t('help.apart')}</p>
    </Inspector>
  )
}
