import { CircleHelp } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useGo } from '../app/navigation'
import { Button } from '../ui/button'
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

/** What a data connection is, what an integration is, and when to take which. */
function HelpPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('data-connections')
  const go = useGo()
  return (
    <Inspector
      title={t('help.title')}
      onClose={onClose}
      footer={<Button onClick={() => go('/integrations')}>{t('help.integrations')}</Button>}
    >
      <dl className="flex flex-col gap-4 text-sm">
        <div>
          <dt className="font-medium">{t('help.connectionTitle')}</dt>
          <dd className="text-muted">{t('help.connection')}</dd>
        </div>
        <div>
          <dt className="font-medium">{t('help.integrationTitle')}</dt>
          <dd className="text-muted">{t('help.integration')}</dd>
        </div>
        <div>
          <dt className="font-medium">{t('help.ruleTitle')}</dt>
          <dd className="text-muted">{t('help.rule')}</dd>
        </div>
      </dl>
      <p className="mt-4 text-muted text-sm">{t('help.apart')}</p>
    </Inspector>
  )
}
