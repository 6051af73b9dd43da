import { useTranslation } from 'react-i18next'
import type { Schedule } from '../../shared/domain/data-connection'
import { describeError } from '../../shared/errors'
import { skipToken, useQueryOf } from '../app/query'
import { Chip } from '../ui/chip'
import { Field } from '../ui/field'
import { Segmented } from '../ui/segmented'
import { Select } from '../ui/select'
import { TextInput } from '../ui/text-input'
import { useTyped } from '../ui/use-typed'
import { cronWords } from './cron-words'
import {
  INTERVALS,
  intervalWords,
  isScheduleTyped,
  nextTimeWords,
  scheduleWords,
  timeZones,
  USUAL_SCHEDULE,
} from './schedule-words'

type ScheduleEditorProps = { schedule: Schedule; onChange: (schedule: Schedule) => void }
type Cron = Extract<Schedule, { kind: 'cron' }>

const SHOWN = 3
const USUAL_CRONS = ['0 8 * * *', '0 8 * * 1-5', '*/15 * * * 1-5', '0 6 * * 1', '0 6 1 * *']

const usualCron = (): Cron => ({
  kind: 'cron',
  expression: '0 8 * * 1-5',
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
})

/** When it syncs by itself: every so often, at times of the clock, or not at all. Says what the choice means. */
export function ScheduleEditor({ schedule, onChange }: ScheduleEditorProps) {
  const { t } = useTranslation('data-connections')
  function handleKind(kind: Schedule['kind']) {
    if (kind === schedule.kind) return
    onChange(kind === 'cron' ? usualCron() : kind === 'interval' ? USUAL_SCHEDULE : { kind: 'manual' })
  }
  return (
    <div className="flex max-w-120 flex-col gap-4">
      <div>
        <Segmented
          label={t('schedule.kind')}
          value={schedule.kind}
          onChange={handleKind}
          options={(['interval', 'cron', 'manual'] as const).map((value) => ({
            value,
            label: t(`schedule.kinds.${value}`),
          }))}
        />
      </div>
      {schedule.kind === 'interval' ? <IntervalChoice minutes={schedule.minutes} onChange={onChange} /> : null}
      {schedule.kind === 'cron' ? <CronChoice schedule={schedule} onChange={onChange} /> : null}
      <Preview schedule={schedule} />
    </div>
  )
}

function IntervalChoice({ minutes, onChange }: { minutes: number; onChange: ScheduleEditorProps['onChange'] }) {
  const { t } = useTranslation('data-connections')
  const offered = [...new Set([...INTERVALS, minutes])].toSorted((a, b) => a - b)
  return (
    <div className="w-60">
      <Select
        label={t('schedule.interval')}
        searchable={false}
        value={String(minutes)}
        onChange={(next) => onChange({ kind: 'interval', minutes: Number(next) })}
        options={offered.map((value) => ({ value: String(value), label: intervalWords(value, t) }))}
      />
    </div>
  )
}

function CronChoice({ schedule, onChange }: { schedule: Cron; onChange: ScheduleEditorProps['onChange'] }) {
  const { t } = useTranslation('data-connections')
  const { typed, type, flush } = useTyped(schedule.expression, (expression) => onChange({ ...schedule, expression }))
  return (
    <>
      <Field required label={t('schedule.expression')} hint={t('schedule.expressionHint')}>
        <TextInput mono value={typed} onChange={type} onBlur={flush} maxLength={120} autoComplete="off" />
      </Field>
      <div className="flex flex-wrap gap-1.5">
        {USUAL_CRONS.map((expression) => (
          <Chip
            key={expression}
            active={expression === schedule.expression}
            onClick={() => onChange({ ...schedule, expression })}
          >
            {cronWords(expression, t)}
          </Chip>
        ))}
      </div>
      <Field required label={t('schedule.zone')}>
        <Select
          value={schedule.timeZone}
          onChange={(timeZone) => onChange({ ...schedule, timeZone })}
          options={timeZones().map((zone) => ({ value: zone, label: zone }))}
        />
      </Field>
    </>
  )
}

/** No line breaks inside one time. */
const unbroken = (words: string): string => words.replaceAll(' ', '\u00a0')

/** The sentence, and the next times that main works out. */
function Preview({ schedule }: { schedule: Schedule }) {
  const { t, i18n } = useTranslation('data-connections')
  const asked = schedule.kind !== 'manual' && isScheduleTyped(schedule)
  const { data, error } = useQueryOf(['dataConnections', 'previewSchedule'], asked ? { schedule } : skipToken, {
    keep: true,
  })
  if (schedule.kind === 'cron' && (!asked || error))
    return (
      <p role="alert" className="text-bad text-sm">
        {error ? describeError(error).title : t('schedule.fiveFields')}
      </p>
    )
  const times = asked
    ? (data ?? []).slice(0, SHOWN).map((at) => unbroken(nextTimeWords(at, schedule, i18n.language)))
    : []
  return (
    <p role="status" className="text-sm">
      {scheduleWords(schedule, t)}.
      {times.length > 0 ? (
        <span className="tnum text-muted"> {t('schedule.next', { times: times.join(' · ') })}</span>
      ) : null}
    </p>
  )
}
