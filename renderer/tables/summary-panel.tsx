import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FilterRule, RecordQuestion } from '../../shared/domain/record-question'
import type { Table } from '../../shared/domain/table'
import { Inspector } from '../ui/inspector'
import { Segmented } from '../ui/segmented'
import { Select } from '../ui/select'
import { FieldGlyph } from './field-glyph'
import { withRules } from './plot-filter'
import { SummaryGroups } from './summary-groups'
import { SummaryNumbers } from './summary-numbers'
import { useViewState } from './view-model'

type SummaryPanelProps = {
  table: Table
  /** The records that are looked at. */
  question: RecordQuestion
  /** The field to begin with. */
  fieldId: string
  onClose: () => void
}

type Mode = 'numbers' | 'groups'

/** What the values of one field are like, in numbers and small plots. A bar that is chosen becomes a filter of the view. */
export function SummaryPanel({ table, question, fieldId, onClose }: SummaryPanelProps) {
  const { t } = useTranslation('table-tools')
  const { state, change } = useViewState(table)
  const [chosen, setChosen] = useState(fieldId)
  const [mode, setMode] = useState<Mode>('numbers')
  useEffect(() => setChosen(fieldId), [fieldId])
  const field = table.fields.find(({ id }) => id === chosen) ?? table.fields[0]
  // In another order the numbers are the same.
  const asked: RecordQuestion = { ...question, sort: [] }
  const handleFilter = (rules: FilterRule[]) => change({ filter: withRules(state.filter, rules) })
  return (
    <Inspector title={t('summary.title')} onClose={onClose}>
      {field ? (
        <div className="flex flex-col gap-4">
          <div className="flex items-center gap-2">
            <div className="min-w-0 flex-1">
              <Select
                label={t('summary.field')}
                value={field.id}
                onChange={setChosen}
                options={table.fields.map(({ id, name, type }) => ({
                  value: id,
                  label: name,
                  icon: <FieldGlyph type={type} />,
                }))}
              />
            </div>
            <Segmented
              label={t('summary.mode')}
              value={mode}
              onChange={setMode}
              options={[
                { value: 'numbers', label: t('summary.numbers') },
                { value: 'groups', label: t('summary.groups') },
              ]}
            />
          </div>
          {mode === 'numbers' ? (
            <SummaryNumbers question={asked} field={field} onFilter={handleFilter} />
          ) : (
            <SummaryGroups key={field.id} question={asked} field={field} onFilter={handleFilter} />
          )}
        </div>
      ) : null}
    </Inspector>
  )
}
