import type { Table } from '../../shared/domain/table'
import { visibleColumns } from './columns'
import { ExportDialog } from './export-dialog'
import { useViewState } from './view-model'

/** The export of the view that is open. */
export function ExportOfView({ table, onClose }: { table: Table; onClose: () => void }) {
  const { state, question } = useViewState(table)
  const fieldIds = visibleColumns(table, state).map(({ field }) => field.id)
  return <ExportDialog table={table} question={question} fieldIds={fieldIds} onClose={onClose} />
}
