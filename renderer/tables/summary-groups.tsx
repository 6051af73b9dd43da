import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FilterRule, GroupStep, RecordGroups, RecordQuestion } from '../../shared/domain/record-question'
import type { Field } from '../../shared/domain/table'
import { api } from '../app/api'
import { BarList } from '../ui/bar-list'
import { Button } from '../ui/button'
import { ColumnPlot } from '../ui/column-plot'
import { numberWords } from '../ui/number-words'
import { Segmented } from '../ui/segmented'
import { isTime } from './filter-words'
import { rulesOfTime, rulesOfValue } from './plot-filter'
import { fillSteps, stepWords } from './plot-steps'
import { plotLabel } from './plot-words'
import { SummaryState } from './summary-state'
import { useStoppable } from './view-stoppable'

type SummaryGroupsProps = { question: RecordQuestion; field: Field; onFilter: (rules: FilterRule[]) => void }
type TimeStep = Exclude<GroupStep, 'value'>

const TIME_STEPS: TimeStep[] = ['day', 'week', 'month', 'quarter', 'year']
const FEW = 25
const MANY = 500

/** Records counted by the values of a field: bars for values, a plot along the time for dates. */
export function SummaryGroups({ question, field, onFilter }: SummaryGroupsProps) {
  const { t } = useTranslation('table-tools')
  const [step, setStep] = useState<GroupStep>(isTime(field) ? 'month' : 'value')
  const [limit, setLimit] = useState(FEW)
  const asked = { question, fieldId: field.id, step, limit: step === 'value' ? limit : MANY }
  const work = useStoppable(JSON.stringify(asked), async (ticket) => {
    const result = await api.records.groups({ ...asked, ticket })
    return result.ok ? { ok: true, value: { step, found: result.value } } : result
  })
  return (
    <div className="flex flex-col gap-3">
      {isTime(field) ? (
        <Segmented
          label={t('summary.step')}
          value={step}
          onChange={setStep}
          options={TIME_STEPS.map((value) => ({ value, label: t(`step.${value}`) }))}
        />
      ) : null}
      <SummaryState work={work}>
        {({ step: of, found }) =>
          of === 'value' ? (
            <ByValue field={field} found={found} onFilter={onFilter} onMore={() => setLimit(MANY)} />
          ) : (
            <ByTime field={field} found={found} step={of} onFilter={onFilter} />
          )
        }
      </SummaryState>
    </div>
  )
}

type FoundProps = Pick<SummaryGroupsProps, 'field' | 'onFilter'> & { found: RecordGroups }

function ByValue({ field, found, onFilter, onMore }: FoundProps & { onMore: () => void }) {
  const { t } = useTranslation('table-tools')
  const { groups, others, total } = found
  if (groups.length === 0) return <p className="text-muted text-sm">{t('summary.noRecords')}</p>
  return (
    <>
      <BarList
        label={`${t('summary.groups')} ${field.name}`}
        heads={[t('summary.value'), t('summary.count')]}
        total={total}
        bars={groups.map(({ value, label, count }) => ({
          key: String(value),
          label: plotLabel(field, { value, label }, t),
          value: count,
          quiet: value === null,
        }))}
        onChoose={({ key }) => {
          const chosen = groups.find(({ value }) => String(value) === key)
          if (chosen) onFilter(rulesOfValue(field, chosen.value))
        }}
        chooseLabel={(label) => t('summary.filterBy', { label })}
      />
      <Others others={others}>
        {groups.length < MANY ? (
          <Button size="sm" variant="ghost" onClick={onMore}>
            {t('summary.more')}
          </Button>
        ) : null}
      </Others>
    </>
  )
}

function ByTime({ field, found, step, onFilter }: FoundProps & { step: TimeStep }) {
  const { t, i18n } = useTranslation('table-tools')
  const times = fillSteps(found.groups, step)
  const without = found.groups.find(({ value }) => value === null)
  const words = (day: string | undefined) => (day ? stepWords(day, step, i18n.language) : '')
  if (times.length === 0) return <p className="text-muted text-sm">{t('summary.noValues')}</p>
  return (
    <div className="flex flex-col gap-3">
      <ColumnPlot
        label={`${t('summary.groups')} ${field.name}`}
        heads={[t(`step.${step}`), t('summary.count')]}
        height={120}
        columns={times.map(({ day, count }) => ({ key: day, label: words(day), value: count }))}
        ends={[words(times[0]?.day), words(times.at(-1)?.day)]}
        onChoose={(index) => {
          const chosen = times[index]
          if (chosen) onFilter(rulesOfTime(field, chosen.day, step))
        }}
        chooseLabel={(label) => t('summary.filterBy', { label })}
      />
      {without ? (
        <BarList
          label={t('summary.emptyValue')}
          heads={[t('summary.value'), t('summary.count')]}
          total={found.total}
          most={found.total}
          bars={[{ key: 'empty', label: t('summary.emptyValue'), value: without.count, quiet: true }]}
          onChoose={() => onFilter(rulesOfValue(field, null))}
          chooseLabel={(label) => t('summary.filterBy', { label })}
        />
      ) : null}
      <Others others={found.others} />
    </div>
  )
}

function Others({ others, children }: { others: RecordGroups['others']; children?: ReactNode }) {
  const { t } = useTranslation('table-tools')
  if (others.groups === 0) return null
  const records = t('summary.records', { count: others.records, shown: numberWords(others.records) })
  return (
    <p className="mt-2 flex items-center gap-2 text-muted text-xs">
      <span className="flex-1">
        {t('summary.others', { count: others.groups, groups: numberWords(others.groups), records })}
      </span>
      {children}
    </p>
  )
}
