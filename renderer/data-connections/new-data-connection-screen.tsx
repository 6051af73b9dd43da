import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DiscoveredStream, SourceInfo } from '../../shared/domain/data-connection'
import type { AppError } from '../../shared/errors'
import { api } from '../app/api'
import { useGo } from '../app/navigation'
import { useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Field } from '../ui/field'
import { PageHeader } from '../ui/page-header'
import { RadioCards } from '../ui/radio-cards'
import { Screen } from '../ui/screen'
import { Section } from '../ui/section'
import { Skeleton } from '../ui/skeleton'
import { TextInput } from '../ui/text-input'
import { HelpNote } from './help-note'
import { initialValues, SourceFields, splitValues, type Values } from './source-fields'
import { type Choices, chosenStreams, StreamChoices } from './stream-choices'

export function NewDataConnectionScreen() {
  const { t } = useTranslation('data-connections')
  const go = useGo()
  const { data: sources, error } = useQueryOf(['dataConnections', 'sources'])
  const [sourceId, setSourceId] = useState<string | null>(null)
  const source = sources?.find(({ id }) => id === sourceId)
  return (
    <Screen width="reading" header={<PageHeader title={t('add')} onBack={() => go('/setup/connections')} />}>
      {error ? <ErrorNote error={error} /> : null}
      {!sources && !error ? <Skeleton /> : null}
      {sources ? (
        <Section title={t('step.source')}>
          <RadioCards
            label={t('step.source')}
            value={sourceId}
            onChange={setSourceId}
            options={sources.map(({ id, name, description }) => ({ value: id, label: name, hint: description }))}
          />
        </Section>
      ) : null}
      {source ? <Connect key={source.id} source={source} /> : <HelpNote />}
    </Screen>
  )
}

type Found = { identity: string; streams: DiscoveredStream[] }

function Connect({ source }: { source: SourceInfo }) {
  const { t } = useTranslation('data-connections')
  const [values, setValues] = useState<Values>(() => initialValues(source))
  const [found, setFound] = useState<Found | null>(null)
  const [failure, setFailure] = useState<AppError | null>(null)
  const [busy, setBusy] = useState(false)
  const ready = source.fields.every(({ key, required }) => !required || (values[key] ?? '').trim() !== '')
  async function handleCheck() {
    setBusy(true)
    setFailure(null)
    const typed = { sourceId: source.id, ...splitValues(source, values) }
    const checked = await api.dataConnections.check(typed)
    const streams = checked.ok ? await api.dataConnections.discover(typed) : checked
    setBusy(false)
    if (!checked.ok) return setFailure(checked.error)
    if (!streams.ok) return setFailure(streams.error)
    setFound({ identity: checked.value.identity, streams: streams.value })
  }
  return (
    <>
      <Section title={t('step.connect')} hint={t('step.connectHint')}>
        <div className="grid max-w-120 gap-4">
          <SourceFields
            source={source}
            values={values}
            onChange={(next) => {
              setValues(next)
              setFound(null)
            }}
          />
          {failure ? <ErrorNote error={failure} /> : null}
          <div className="flex items-center gap-3">
            <Button
              variant={found ? 'secondary' : 'primary'}
              busy={busy}
              disabled={!ready}
              onClick={() => void handleCheck()}
            >
              {t('check')}
            </Button>
            {found ? <span className="text-muted text-sm">{found.identity}</span> : null}
          </div>
        </div>
      </Section>
      {found ? <Choose source={source} values={values} streams={found.streams} /> : null}
    </>
  )
}

type ChooseProps = { source: SourceInfo; values: Values; streams: DiscoveredStream[] }

function Choose({ source, values, streams }: ChooseProps) {
  const { t } = useTranslation('data-connections')
  const go = useGo()
  const create = useCommand(['dataConnections', 'create'])
  const [name, setName] = useState(values.database || source.name)
  const [choices, setChoices] = useState<Choices>(() =>
    Object.fromEntries(streams.map((stream) => [stream.name, { chosen: true, tableName: stream.label }])),
  )
  const chosen = chosenStreams(choices)
  async function handleCreate() {
    const draft = { sourceId: source.id, ...splitValues(source, values), name, streams: chosen }
    const created = await create.run(draft)
    if (!created.ok) return
    // A sync that cannot start is said on the page of the data connection.
    await api.dataConnections.sync({ id: created.value })
    go(`/setup/connections/${created.value}`)
  }
  return (
    <Section title={t('step.tables')} hint={t('step.tablesHint', { count: chosen.length, all: streams.length })}>
      <StreamChoices streams={streams} choices={choices} onChange={setChoices} />
      <div className="mt-6 grid max-w-120 gap-4">
        <Field label={t('name')} required>
          <TextInput value={name} onChange={setName} maxLength={120} />
        </Field>
        {create.error ? <ErrorNote error={create.error} /> : null}
        <div>
          <Button
            variant="primary"
            busy={create.busy}
            disabled={chosen.length === 0 || !name.trim()}
            onClick={() => void handleCreate()}
          >
            {t('addAndSync')}
          </Button>
        </div>
      </div>
    </Section>
  )
}
