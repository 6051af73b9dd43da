import { CircleHelp } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useGo, useParam } from '../app/navigation'
import { type OutputOf, skipToken, useQueryOf } from '../app/query'
import { ErrorNote } from '../ui/error-note'
import { IconButton } from '../ui/icon-button'
import { Jack } from '../ui/jack'
import { Mark } from '../ui/mark'
import { PageHeader } from '../ui/page-header'
import { Screen } from '../ui/screen'
import { Skeleton } from '../ui/skeleton'
import { AccountList } from './account-list'
import { jackOfAccounts } from './account-state'
import { ActionList } from './action-list'
import { HelpPanel } from './help-panel'
import { PreviewPanel } from './preview-panel'
import { UsedBySkills } from './used-by-skills'

type Entry = OutputOf<'integrations', 'get'>

/** One integration: its accounts, its actions, and the skills that go through it. */
export function IntegrationScreen() {
  const { t } = useTranslation('integrations')
  const id = useParam('id')
  const { data, error, isFetching } = useQueryOf(['integrations', 'get'], id ? { id } : skipToken)
  if (data) return <Detail key={data.integration.id} entry={data} busy={isFetching} />
  return (
    <Screen header={<PageHeader title={t('title')} />}>{error ? <ErrorNote error={error} /> : <Skeleton />}</Screen>
  )
}

function Detail({ entry: { integration, accounts }, busy }: { entry: Entry; busy: boolean }) {
  const { t } = useTranslation('integrations')
  const go = useGo()
  const [panel, setPanel] = useState<'help' | { actionId: string } | null>(null)
  const close = () => setPanel(null)
  const actionId = panel && panel !== 'help' ? panel.actionId : null
  const action = integration.actions.find((each) => each.id === actionId)
  const connected = accounts.length > 0
  return (
    <Screen
      width="reading"
      busy={busy}
      header={
        <PageHeader
          title={integration.name}
          onBack={() => go('/integrations')}
          icon={<Mark id={integration.id} name={integration.name} size={20} coloured={connected} />}
          state={<Jack state={jackOfAccounts(accounts)} />}
          actions={
            <IconButton
              label={t('help.open')}
              pressed={panel === 'help'}
              icon={<CircleHelp aria-hidden="true" />}
              onClick={() => setPanel(panel === 'help' ? null : 'help')}
            />
          }
        />
      }
      inspector={
        panel === 'help' ? (
          <HelpPanel onClose={close} />
        ) : action ? (
          <PreviewPanel key={action.id} integration={integration} action={action} accounts={accounts} onClose={close} />
        ) : null
      }
    >
      <p className="mb-6 text-muted text-sm">{integration.description}</p>
      <AccountList integration={integration} accounts={accounts} />
      <ActionList
        actions={integration.actions}
        selected={actionId}
        onPreview={(action) => setPanel({ actionId: action.id })}
      />
      <UsedBySkills integrationId={integration.id} />
    </Screen>
  )
}
