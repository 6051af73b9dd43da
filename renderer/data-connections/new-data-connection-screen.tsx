import { useTranslation } from 'react-i18next'
import type { SourceInfo } from '../../shared/domain/data-connection'
import { useAddressSearch, useGo } from '../app/navigation'
import { useQueryOf } from '../app/query'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Mark } from '../ui/mark'
import { PageHeader } from '../ui/page-header'
import { Screen } from '../ui/screen'
import { Section } from '../ui/section'
import { Skeleton } from '../ui/skeleton'
import { ChooseStep } from './choose-step'
import { ConnectStep } from './connect-step'
import { useHelp } from './help-panel'
import { SourceTiles } from './source-tiles'
import { useConnect } from './use-connect'

const HERE = '/setup/connections/new'

/** One page that grows: the source, how to get in, the tables, the schedule. What was done stays in view. */
export function NewDataConnectionScreen() {
  const { t } = useTranslation('data-connections')
  const go = useGo()
  const help = useHelp()
  const chosen = useAddressSearch<{ source: string }>().source
  const { data: sources, error, refetch } = useQueryOf(['dataConnections', 'sources'])
  const source = sources?.find(({ id }) => id === chosen)
  return (
    <Screen
      header={<PageHeader title={t('add')} onBack={() => go('/setup/connections')} actions={help.button} />}
      inspector={help.panel}
    >
      {error ? <ErrorNote error={error} action={{ label: t('readAgain'), onClick: () => void refetch() }} /> : null}
      {!sources && !error ? <Skeleton /> : null}
      {sources && !source ? (
        <Section title={t('step.source')} hint={t('step.sourceHint')}>
          <SourceTiles sources={sources} onChoose={(id) => go(`${HERE}?source=${encodeURIComponent(id)}`)} />
        </Section>
      ) : null}
      {source ? <Steps key={source.id} source={source} /> : null}
    </Screen>
  )
}

function Steps({ source }: { source: SourceInfo }) {
  const { t } = useTranslation('data-connections')
  const go = useGo()
  const connect = useConnect(source)
  return (
    <>
      <div className="mb-6 flex items-center gap-3">
        <Mark id={source.id} name={source.name} size={32} coloured />
        <div className="min-w-0 flex-1">
          <p className="font-medium text-md">{source.name}</p>
          <p className="text-muted text-sm">{source.description}</p>
        </div>
        <Button onClick={() => go(HERE)}>{t('connect.other')}</Button>
      </div>
      <ConnectStep source={source} connect={connect} />
      {connect.found ? (
        <ChooseStep key={connect.found.id} source={source} config={connect.values.typed} found={connect.found} />
      ) : null}
    </>
  )
}
