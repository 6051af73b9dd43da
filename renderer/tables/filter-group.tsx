import { Plus, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { FilterGroup } from '../../shared/domain/record-question'
import { Button } from '../ui/button'
import { IconButton } from '../ui/icon-button'
import { Select } from '../ui/select'
import { useBuilder } from './filter-context'
import { FilterRuleView } from './filter-rule'
import { addItem, changeGroup, DEEPEST, type FilterPath, filterForField, NO_FILTER, removeItem } from './filter-rules'

type GroupProps = { group: FilterGroup; path: FilterPath }

/** The conditions of one group, each after the word that joins it to the one before. */
export function FilterGroupView({ group, path }: GroupProps) {
  const { t } = useTranslation('table-tools')
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a frame and want a legend for each group.
    <div
      role="group"
      aria-label={t(group.match === 'all' ? 'filter.groupAll' : 'filter.groupAny')}
      className="flex flex-col gap-2"
    >
      {group.items.map((item, index) => {
        const place = [...path, index]
        return (
          <div key={place.join('.')} data-place={place.join('.')} className="flex items-start gap-2">
            <Joint group={group} path={path} index={index} />
            {item.kind === 'rule' ? (
              <FilterRuleView rule={item} path={place} around={group.match} />
            ) : (
              <InnerGroup group={item} path={place} />
            )}
          </div>
        )
      })}
      {group.items.length === 0 ? <p className="text-muted text-sm">{t('filter.noneInside')}</p> : null}
    </div>
  )
}

/** "Where", then the word that is chosen once for the group, then that word again. */
function Joint({ group, path, index }: GroupProps & { index: number }) {
  const { t } = useTranslation('table-tools')
  const { change } = useBuilder()
  if (index === 1)
    return (
      <span className="flex h-8 w-14 shrink-0 items-center">
        <Select
          look="chip"
          label={t('filter.join')}
          value={group.match}
          onChange={(match) => change((filter) => changeGroup(filter, path, (inner) => ({ ...inner, match })))}
          options={[
            { value: 'all', label: t('filter.all') },
            { value: 'any', label: t('filter.any') },
          ]}
        />
      </span>
    )
  return (
    <span className="flex h-8 w-14 shrink-0 items-center px-2 text-muted text-xs">
      {index === 0 ? t('filter.where') : t(`filter.${group.match}`)}
    </span>
  )
}

function InnerGroup({ group, path }: GroupProps) {
  const { t } = useTranslation('table-tools')
  const { change, fields } = useBuilder()
  const [first] = fields
  const place = [...path, group.items.length]
  const rule = first ? filterForField(first) : null
  return (
    <div className="min-w-0 flex-1 rounded-md bg-hover p-2">
      <FilterGroupView group={group} path={path} />
      <div className="mt-2 flex items-center gap-1">
        <Button
          size="sm"
          variant="ghost"
          icon={<Plus aria-hidden="true" />}
          disabled={!rule}
          onClick={() => rule && change((filter) => addItem(filter, path, rule), place)}
        >
          {t('filter.add')}
        </Button>
        {path.length + 1 < DEEPEST ? (
          <Button
            size="sm"
            variant="ghost"
            disabled={!rule}
            onClick={() =>
              rule && change((filter) => addItem(filter, path, { ...NO_FILTER, match: 'any', items: [rule] }), place)
            }
          >
            {t('filter.addGroup')}
          </Button>
        ) : null}
        <span className="flex-1" />
        <IconButton
          size="sm"
          label={t('filter.removeGroup')}
          icon={<Trash2 aria-hidden="true" />}
          onClick={() => change((filter) => removeItem(filter, path), path)}
        />
      </div>
    </div>
  )
}
