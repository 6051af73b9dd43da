import { FolderPlus, Plus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FilterGroup } from '../../shared/domain/record-question'
import type { Field } from '../../shared/domain/table'
import { Button } from '../ui/button'
import { type BuilderContext, BuilderProvider } from './filter-context'
import { FilterGroupView } from './filter-group'
import { addItem, countRules, type FilterPath, filterForField, NO_FILTER } from './filter-rules'

type FilterBuilderProps = {
  fields: Field[]
  filter: FilterGroup | null
  onChange: (filter: FilterGroup | null) => void
}

/** Conditions in groups; what is complete applies at once. */
export function FilterBuilder({ fields, filter, onChange }: FilterBuilderProps) {
  const { t } = useTranslation('table-tools')
  const root = filter ?? NO_FILTER
  const box = useRef<HTMLDivElement>(null)
  const [focus, setFocus] = useState<string | null>(null)
  /** Two changes between drawings both count: a text that is handed on late must not undo what came after it. */
  const latest = useRef(root)
  useEffect(() => {
    latest.current = root
  }, [root])
  useEffect(() => {
    if (focus === null) return
    const target = box.current?.querySelector<HTMLElement>(`[data-place="${focus}"] button`)
    ;(target ?? box.current?.querySelector<HTMLElement>('[data-add]'))?.focus()
    setFocus(null)
  }, [focus])

  const context: BuilderContext = {
    fields,
    change(change, focusAt) {
      const next = change(latest.current)
      latest.current = next
      onChange(next.items.length === 0 ? null : next)
      if (focusAt) setFocus(focusAt.join('.'))
    },
  }
  const [first] = fields
  function add(path: FilterPath, item: FilterGroup['items'][number]) {
    context.change((group) => addItem(group, path, item), [...path, root.items.length])
  }
  return (
    <BuilderProvider value={context}>
      <div ref={box} className="flex flex-col gap-3">
        {root.items.length === 0 ? (
          <p className="text-muted text-sm">{t('filter.none')}</p>
        ) : (
          <FilterGroupView group={root} path={[]} />
        )}
        <div className="flex items-center gap-1">
          <Button
            size="sm"
            data-add
            icon={<Plus aria-hidden="true" />}
            disabled={!first}
            onClick={() => first && add([], filterForField(first))}
          >
            {t('filter.add')}
          </Button>
          <Button
            size="sm"
            variant="ghost"
            icon={<FolderPlus aria-hidden="true" />}
            disabled={!first}
            onClick={() => first && add([], { ...NO_FILTER, match: 'any', items: [filterForField(first)] })}
          >
            {t('filter.addGroup')}
          </Button>
          <span className="flex-1" />
          {countRules(root) > 1 ? (
            <Button size="sm" variant="ghost" onClick={() => context.change(() => NO_FILTER, [0])}>
              {t('filter.clear')}
            </Button>
          ) : null}
        </div>
      </div>
    </BuilderProvider>
  )
}
