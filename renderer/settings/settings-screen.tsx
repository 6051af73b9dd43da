import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useGo, usePath } from '../app/navigation'
import { PageHeader } from '../ui/page-header'
import { Screen } from '../ui/screen'
import { Tabs } from '../ui/tabs'
import { GeneralSettings } from './general-settings'
import { ModelSettings } from './model-settings'
import { VaultSettings } from './vault-settings'

function Page({ children }: { children: ReactNode }) {
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto max-w-[808px] px-6 py-6">{children}</div>
    </div>
  )
}

/** General, models and vault, each at its own address. */
export function SettingsScreen() {
  const { t } = useTranslation('settings')
  const go = useGo()
  const path = usePath()
  const section = ['models', 'vault'].find((name) => path.endsWith(`/${name}`)) ?? 'general'
  const page = (value: string, content: ReactNode) => ({
    value,
    label: t(`tabs.${value}`),
    content: <Page>{content}</Page>,
  })
  return (
    <Screen width="bleed" header={<PageHeader title={t('title')} />}>
      <Tabs
        label={t('tabs.label')}
        className="flex-1"
        value={section}
        onChange={(next) => go(next === 'general' ? '/settings' : `/settings/${next}`)}
        tabs={[
          page('general', <GeneralSettings />),
          page('models', <ModelSettings />),
          page('vault', <VaultSettings />),
        ]}
      />
    </Screen>
  )
}
