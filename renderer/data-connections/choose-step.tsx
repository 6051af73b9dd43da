import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConfigValues } from '../../shared/domain/common'
import type { Schedule, SourceInfo } from '../../shared/domain/data-connection'
import { useGo } from '../app/navigation'
import { useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Field } from '../ui/field'
import { Section } from '../ui/section'
import { Skeleton } from '../ui/skeleton'
import { TextInput } from '../ui/text-input'
import { ScheduleEditor } from './schedule-editor'
import { isScheduleTyped, USUAL_SCHEDULE } from './schedule-words'
import { choicesOf, problemsOf, startDrafts } from './stream-drafts'
import { StreamPicker } from './stream-picker'
import { useChosenWords } from './use-chosen-words'
import type { Found } from './use-connect'

type ChooseStepProps = { source: SourceInfo; config: ConfigValues; found: Found }

/** Which tables, how often, under which name. Needs to know the names of the tables that are there. */
export function ChooseStep(props: ChooseStepProps) {
  const { data: tables, error } = useQueryOf(['tables', 'list'])
  if (error) return <ErrorNote error={error} className="mt-8" />
  if (!tables) return <Skeleton className="mt-8" />
  return <Choices {...props} taken={tables.map(({ name }) => name)} />
}

function Choices({ source, config, found, taken }: ChooseStepProps & { taken: string[] }) {
  const { t } = useTranslation('data-connections')
  const go = useGo()
  const create = useCommand(['dataConnections', 'create'])
  const [name, setName] = useState(config.database || source.name)
  const [schedule, setSchedule] = useState<Schedule>(USUAL_SCHEDULE)
  const [drafts, setDrafts] = useState(() => startDrafts(found.streams, taken))
  const top = useRef<HTMLDivElement>(null)
  useEffect(() => top.current?.scrollIntoView(), [])
  const chosen = choicesOf(drafts)
  const chosenWords = useChosenWords(drafts)
  const problems = problemsOf(drafts, taken)
  const blocked = chosen.length === 0 || problems.size > 0 || !name.trim() || !isScheduleTyped(schedule)
  async function handleCreate() {
    const made = await create.run({ id: found.id, name: name.trim(), streams: chosen, schedule })
    if (made.ok) go(`/setup/connections/${found.id}`, { replace: true })
  }
  return (
    <>
      <div ref={top} className="mt-8 scroll-mt-20" />
      <Section title={t('step.tables')} hint={chosenWords}>
        <StreamPicker drafts={drafts} onChange={setDrafts} problems={problems} />
      </Section>
      <Section title={t('step.schedule')} hint={t('step.scheduleHint')}>
        <ScheduleEditor schedule={schedule} onChange={setSchedule} />
      </Section>
      <div className="mt-8 flex max-w-120 flex-col gap-4">
        <Field label={t('name')} required>
          <TextInput value={name} onChange={setName} maxLength={120} />
        </Field>
        {create.error ? <ErrorNote error={create.error} /> : null}
        <div className="flex items-center gap-3">
          <Button variant="primary" size="lg" busy={create.busy} disabled={blocked} onClick={() => void handleCreate()}>
            {t('addAndSync')}
          </Button>
          {problems.size > 0 ? (
            <span className="text-bad text-sm">{t('problem.some', { count: problems.size })}</span>
          ) : null}
        </div>
      </div>
    </>
  )
}
