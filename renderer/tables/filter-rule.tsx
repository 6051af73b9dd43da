import { CircleDashed, MoreHorizontal } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { type FilterOp, OPS_OF_TYPE } from '../../shared/domain/filter-ops'
import type { FilterGroup, FilterRule } from '../../shared/domain/record-question'
import type { Field } from '../../shared/domain/table'
import { IconButton } from '../ui/icon-button'
import { Menu } from '../ui/menu'
import { Select } from '../ui/select'
import { Tooltip } from '../ui/tooltip'
import { FieldGlyph } from './field-glyph'
import { useBuilder } from './filter-context'
import {
  DEEPEST,
  emptyValue,
  type FilterPath,
  filterForField,
  isComplete,
  kindOfOp,
  removeItem,
  replaceItem,
  toGroup,
} from './filter-rules'
import { FilterValue } from './filter-value'
import { opWords } from './filter-words'

type RuleProps = { rule: FilterRule; path: FilterPath; around: FilterGroup['match'] }

/** The value goes on where it means something under the other operator. */
function withOp(rule: FilterRule, op: FilterOp): FilterRule {
  const [before, after] = [kindOfOp(rule.op), kindOfOp(op)]
  if (before === after) return { ...rule, op }
  if (before === 'one' && after === 'list')
    return { ...rule, op, value: rule.value === null || Array.isArray(rule.value) ? [] : [rule.value] }
  if (before === 'list' && after === 'one')
    return { ...rule, op, value: Array.isArray(rule.value) ? (rule.value[0] ?? null) : null }
  return { ...rule, op, value: emptyValue(op) }
}

/** Another field keeps the operator and value when it is of the same type. */
function withField(rule: FilterRule, before: Field | undefined, field: Field): FilterRule {
  const alike = before?.type === field.type && field.type !== 'reference'
  return alike ? { ...rule, fieldId: field.id } : filterForField(field)
}

export function FilterRuleView({ rule, path, around }: RuleProps) {
  const { t } = useTranslation('table-tools')
  const { fields, change } = useBuilder()
  const field = fields.find(({ id }) => id === rule.fieldId)
  if (!field) return null
  const number = (path.at(-1) ?? 0) + 1
  const put = (next: FilterRule) => change((filter) => replaceItem(filter, path, next))
  const complete = isComplete(rule, field.type)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a frame and want a legend for each rule.
    <div role="group" aria-label={t('filter.rule', { number })} className="flex min-w-0 flex-1 items-start gap-1.5">
      <div className={path.length === 1 ? 'w-36 shrink-0' : 'w-32 shrink-0'}>
        <Select
          label={t('filter.field')}
          value={rule.fieldId}
          onChange={(id) => {
            const next = fields.find((other) => other.id === id)
            if (next) put(withField(rule, field, next))
          }}
          options={fields.map(({ id, name, type }) => ({ value: id, label: name, icon: <FieldGlyph type={type} /> }))}
        />
      </div>
      <div className={path.length === 1 ? 'w-34 shrink-0' : 'w-32 shrink-0'}>
        <Select
          label={t('filter.op')}
          value={rule.op}
          onChange={(op) => put(withOp(rule, op))}
          options={OPS_OF_TYPE[field.type].map((op) => ({ value: op, label: opWords(op, field, t) }))}
          searchable
        />
      </div>
      <div className="flex min-h-8 min-w-0 flex-1 items-center">
        <FilterValue
          key={`${field.id} ${rule.op}`}
          field={field}
          rule={rule}
          onChange={(value) => put({ ...rule, value })}
        />
      </div>
      <span className="flex h-8 w-5 shrink-0 items-center justify-center">
        {complete ? null : (
          <Tooltip label={t('filter.incomplete')}>
            <span role="img" aria-label={t('filter.incomplete')} className="text-warn">
              <CircleDashed className="icon-sm" aria-hidden="true" />
            </span>
          </Tooltip>
        )}
      </span>
      <RuleMenu rule={rule} path={path} around={around} number={number} />
    </div>
  )
}

function RuleMenu({ rule, path, around, number }: RuleProps & { number: number }) {
  const { t } = useTranslation('table-tools')
  const { change } = useBuilder()
  return (
    <span className="flex h-8 items-center">
      <Menu
        align="end"
        trigger={
          <IconButton size="sm" label={t('filter.more', { number })} icon={<MoreHorizontal aria-hidden="true" />} />
        }
        items={[
          ...(path.length < DEEPEST
            ? [
                {
                  id: 'group',
                  label: t('filter.toGroup'),
                  onSelect: () => change((filter) => replaceItem(filter, path, toGroup(rule, around)), [...path, 0]),
                },
              ]
            : []),
          {
            id: 'remove',
            label: t('filter.remove'),
            onSelect: () => change((filter) => removeItem(filter, path), path),
          },
        ]}
      />
    </span>
  )
}
