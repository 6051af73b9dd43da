import { useTranslation } from 'react-i18next'
import type { FieldSummary, FilterRule, RecordQuestion } from '../../shared/domain/record-question'
import type { CellValue, Field } from '../../shared/domain/table'
import { api } from '../app/api'
import { BarList } from '../ui/bar-list'
import { ColumnPlot } from '../ui/column-plot'
import { numberWords } from '../ui/number-words'
import { cellText } from './cell-text'
import { isTime } from './filter-words'
import { rulesOfStep, rulesOfValue } from './plot-filter'
import { plotLabel } from './plot-words'
import { SummaryState } from './summary-state'
import { useStoppable } from './view-stoppable'

type SummaryPartProps = { question: RecordQuestion; field: Field; onFilter: (rules: FilterRule[]) => void }

/** How many records have a value, of how many kinds, between which ends, and how they are spread. */
export function SummaryNumbers({ question, field, onFilter }: SummaryPartProps) {
  const key = JSON.stringify([question, field.id])
  const work = useStoppable(key, async (ticket) => {
    const result = await api.records.summary({ question, fieldId: field.id, ticket })
    // With the field it is about: what is shown until the next answer is said in the words of its own type.
    return result.ok ? { ok: true, value: { field, summary: result.value } } : result
  })
  return (
    <SummaryState work={work}>
      {(data) => (
        <div className="flex flex-col gap-5">
          <Facts {...data} />
          <Spread {...data} onFilter={onFilter} />
        </div>
      )}
    </SummaryState>
  )
}

/** To what a person takes in: two decimals for larger numbers. */
const rounded = (figure: number): number => (Math.abs(figure) >= 100 ? Math.round(figure * 100) / 100 : figure)

type Answer = { field: Field; summary: FieldSummary }

function Facts({ field, summary }: Answer) {
  const { t } = useTranslation('table-tools')
  const { count, empty, distinct, min, max, mean, sum } = summary
  const share = count > 0 ? Math.round((empty / count) * 100) : 0
  const value = (cell: CellValue) => (cell === null ? null : cellText(cell, field))
  const number = (figure: number | null) => (figure === null ? null : numberWords(rounded(figure)))
  const facts: [name: string, value: string | null][] = [
    [t('summary.count'), numberWords(count)],
    [t('summary.empty'), empty > 0 ? `${numberWords(empty)} · ${t('summary.share', { percent: share })}` : '0'],
    [t('summary.distinct'), numberWords(distinct)],
    [t(isTime(field) ? 'summary.earliest' : 'summary.min'), value(min)],
    [t(isTime(field) ? 'summary.latest' : 'summary.max'), value(max)],
    [t('summary.mean'), number(mean)],
    [t('summary.sum'), number(sum)],
  ]
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
      {facts.map(([name, fact]) =>
        fact === null ? null : (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="tnum truncate text-end" title={fact}>
              {fact}
            </dd>
          </div>
        ),
      )}
    </dl>
  )
}

function Spread({ field, summary, onFilter }: Answer & Pick<SummaryPartProps, 'onFilter'>) {
  const { t } = useTranslation('table-tools')
  const { histogram, top, count, empty } = summary
  const heads = (first: string): [string, string] => [first, t('summary.count')]
  if (count === 0) return <p className="text-muted text-sm">{t('summary.noRecords')}</p>
  if (histogram.length === 0 && top.length === 0) return <p className="text-muted text-sm">{t('summary.noValues')}</p>
  if (histogram.length > 0)
    return (
      <section className="flex flex-col gap-2">
        <h3 className="font-medium text-muted text-xs">{t('summary.distribution')}</h3>
        <ColumnPlot
          label={`${t('summary.distribution')}: ${field.name}`}
          heads={heads(t('summary.range'))}
          columns={histogram.map(({ from, to, count: value }, index) => {
            const ends = { from: cellText(from, field), to: cellText(to, field) }
            return { key: String(index), value, label: ends.from === ends.to ? ends.from : t('summary.between', ends) }
          })}
          ends={[cellText(histogram[0]?.from ?? null, field), cellText(histogram.at(-1)?.to ?? null, field)]}
          onChoose={(index) => {
            const step = histogram[index]
            if (step) onFilter(rulesOfStep(field, step, index === histogram.length - 1))
          }}
          chooseLabel={(label) => t('summary.filterBy', { label })}
        />
      </section>
    )
  return (
    <section className="flex flex-col gap-1">
      <h3 className="font-medium text-muted text-xs">{t('summary.top')}</h3>
      <BarList
        label={`${t('summary.top')}: ${field.name}`}
        heads={heads(t('summary.value'))}
        total={count - empty}
        bars={top.map(({ value, label, count: of }) => ({
          key: String(value),
          label: plotLabel(field, { value, label }, t),
          value: of,
        }))}
        onChoose={({ key }) => {
          const chosen = top.find(({ value }) => String(value) === key)
          if (chosen) onFilter(rulesOfValue(field, chosen.value))
        }}
        chooseLabel={(label) => t('summary.filterBy', { label })}
      />
    </section>
  )
}
