import { Rows3 } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ViewState } from '../../shared/domain/record-question'
import type { Table } from '../../shared/domain/table'
import { ErrorNote } from '../ui/error-note'
import { IconButton } from '../ui/icon-button'
import { Menu } from '../ui/menu'
import { SavedMark } from '../ui/saved-mark'
import { ColumnsButton } from './column-list'
import { SearchBox } from './search-box'
import { SortButton } from './sort-button'
import { ToolbarCount } from './toolbar-count'
import { FilterButton, FilterChips } from './toolbar-filter'
import type { RecordCount } from './view-count'
import { ViewMenu } from './view-menu'
import type { ViewModel } from './view-model'

type TableToolbarProps = {
  table: Table
  model: ViewModel
  /** Of `useRecordCount`. */
  count: RecordCount
  /** Buttons at the end of the row. */
  actions?: ReactNode
}

/** How a table is looked at: one row, and below it the filter in words while there is one. */
export function TableToolbar({ table, model, count, actions }: TableToolbarProps) {
  return (
    <div className="@container/tools shrink-0 border-line border-b">
      <div className="flex h-bar items-center gap-1 px-2">
        <ViewMenu model={model} />
        <span aria-hidden="true" className="mx-1 h-4 w-px shrink-0 bg-line" />
        <FilterButton table={table} model={model} />
        <SortButton table={table} model={model} />
        <ColumnsButton table={table} model={model} />
        <RowHeight model={model} />
        <span className="flex-1" />
        {model.saved === 'failed' ? <SavedMark state="failed" /> : null}
        <div className="@max-[680px]/tools:hidden">
          <ToolbarCount count={count} />
        </div>
        <SearchBox key={model.view.id} table={table} model={model} />
        {actions}
      </div>
      <div className="flex items-start gap-2 px-3 empty:hidden">
        <FilterChips table={table} model={model} />
        <div className="ms-auto hidden pt-1 pb-2 @max-[680px]/tools:block">
          <ToolbarCount count={count} />
        </div>
      </div>
      {model.error ? <ErrorNote error={model.error} className="mx-2 mb-2" /> : null}
      {count.error ? <ErrorNote error={count.error} className="mx-2 mb-2" /> : null}
    </div>
  )
}

const HEIGHTS: ViewState['rowHeight'][] = [null, 'dense', 'comfortable', 'tall']

function RowHeight({ model }: { model: ViewModel }) {
  const { t } = useTranslation('table-tools')
  return (
    <Menu
      trigger={<IconButton label={t('height.label')} icon={<Rows3 aria-hidden="true" />} />}
      items={HEIGHTS.map((height) => ({
        id: height ?? 'usual',
        label: t(`height.${height ?? 'usual'}`),
        checked: model.state.rowHeight === height,
        onSelect: () => model.change({ rowHeight: height }),
      }))}
    />
  )
}
