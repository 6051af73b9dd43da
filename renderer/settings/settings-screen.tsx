import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useGo, usePath } from '../app/navigation'
import { PageHeader } from '../ui/page-header'
import { Screen } from '../ui/screen'
import { Tabs } from '../ui/tabs'
import { ConnectorsSection } from './connectors/connectors-section'
import { CredentialsPage } from './credentials/credentials-page'
import { GeneralSettings } from './general-settings'
import { ModelSettings } from './model-settings'
import { VaultSettings } from './vault-settings'

const SECTIONS = ['models', 'connectors', 'health', 'vault'] as const

function Page({ children }: { children: ReactNode }) {
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto max-w-[808px] px-6 py-6">{children}</div>
    </div>
  )
}

/** General, models, connectors, credentials and vault, each at its own address. */
export function SettingsScreen() {
  const { t } = useTranslation('settings')
  const go = useGo()
  const path = usePath()
  const section = SECTIONS.find((name) => path.split('/')[2] === name) ?? 'general'
  const tab = (value: string, content: ReactNode) => ({ value, label: t(`tabs.${value}`), content })
  return (
    <Screen width="bleed" header={<PageHeader title={t('title')} />}>
      <Tabs
        label={t('tabs.label')}
        className="flex-1"
        value={section}
        onChange={(next) => go(next === 'general' ? '/settings' : `/settings/${next}`)}
        tabs={[
          tab(
            'general',
            <Page>
              <GeneralSettings />
            </Page>,
          ),
          tab(
            'models',
            <Page>
              <ModelSettings />
            </Page>,
          ),
          tab('connectors', <ConnectorsSection />),
          tab('health', <CredentialsPage />),
          tab(
            'vault',
            <Page>
              <VaultSettings />
            </Page>,
          ),
        ]}
      />
    </Screen>
  )
}
