import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DataConnection, DiscoveredStream } from '../../shared/domain/data-connection'
import type { AppError } from '../../shared/errors'
import { api } from '../app/api'
import { useGo, useParam } from '../app/navigation'
import { skipToken, useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { PageHeader } from '../ui/page-header'
import { Screen } from '../ui/screen'
import { Section } from '../ui/section'
import { Skeleton } from '../ui/skeleton'
import { useHelp } from './help-panel'
import { choicesOf, problemsOf, startDrafts } from './stream-drafts'
import { StreamPicker } from './stream-picker'
import { useChosenWords } from './use-chosen-words'

/** Asks the source once: this goes over the network, so it is not read again with everything else. */
function useDiscovery(id: string) {
  const [found, setFound] = useState<DiscoveredStream[] | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  const ask = useCallback(async () => {
    setError(null)
    const result = await api.dataConnections.discover({ id })
    if (result.ok) setFound(result.value)
    else setError(result.error)
  }, [id])
  useEffect(() => void ask(), [ask])
  return { found, error, ask }
}

export function AddStreamsScreen() {
  const { t } = useTranslation('data-connections')
  const go = useGo()
  const help = useHelp()
  const id = useParam('id')
  const { data, error } = useQueryOf(['dataConnections', 'get'], id ? { id } : skipToken)
  return (
    <Screen
      header={
        <PageHeader
          title={t('addTablesTo', { name: data?.name ?? '' })}
          onBack={() => go(`/setup/connections/${id}`)}
          actions={help.button}
        />
      }
      inspector={help.panel}
    >
      {error ? <ErrorNote error={error} /> : null}
      {data ? <Discovered connection={data} /> : error ? null : <Skeleton />}
    </Screen>
  )
}

function Discovered({ connection }: { connection: DataConnection }) {
  const { t } = useTranslation('data-connections')
  const { found, error, ask } = useDiscovery(connection.id)
  const { data: tables } = useQueryOf(['tables', 'list'])
  if (error) return <ErrorNote error={error} action={{ label: t('picker.askAgain'), onClick: () => void ask() }} />
  if (!found || !tables) return <Skeleton rows={8} />
  const known = new Set(connection.streams.map(({ name }) => name))
  const rest = found.filter(({ name }) => !known.has(name))
  if (rest.length === 0) return <p className="text-muted text-sm">{t('picker.allSynced')}</p>
  return <Choices id={connection.id} streams={rest} taken={tables.map(({ name }) => name)} />
}

type ChoicesProps = { id: string; streams: DiscoveredStream[]; taken: string[] }

function Choices({ id, streams, taken }: ChoicesProps) {
  const { t } = useTranslation('data-connections')
  const go = useGo()
  const add = useCommand(['dataConnections', 'addStreams'])
  const [drafts, setDrafts] = useState(() => startDrafts(streams, taken).map((draft) => ({ ...draft, chosen: false })))
  const chosen = choicesOf(drafts)
  const chosenWords = useChosenWords(drafts)
  const problems = problemsOf(drafts, taken)
  async function handleAdd() {
    if ((await add.run({ id, streams: chosen })).ok) go(`/setup/connections/${id}`, { replace: true })
  }
  return (
    <Section title={t('step.tables')} hint={chosenWords}>
      <StreamPicker drafts={drafts} onChange={setDrafts} problems={problems} />
      <div className="mt-6 flex flex-col gap-3">
        {add.error ? <ErrorNote error={add.error} /> : null}
        <div>
          <Button
            variant="primary"
            size="lg"
            busy={add.busy}
            disabled={chosen.length === 0 || problems.size > 0}
            onClick={() => void handleAdd()}
          >
            {t('picker.add', { count: chosen.length })}
          </Button>
        </div>
      </div>
    </Section>
  )
}
