import { FileInput, Plus } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Field, Table } from '../../shared/domain/table'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { ErrorNote } from '../ui/error-note'
import { Skeleton } from '../ui/skeleton'
import { ChangeTypeDialog } from './change-type-dialog'
import { FieldDialog } from './field-dialog'
import { startFilter } from './filter-open'
import { Grid } from './grid'
import { NewRecord } from './grid-new-record'
import { RecordPanel } from './record-panel'
import { SummaryPanel } from './summary-panel'
import { openTablesDialog } from './tables-dialogs'
import { TableToolbar } from './toolbar'
import { ToolbarWord } from './toolbar-word'
import { useAddRecord } from './use-add-record'
import type { FieldAction, GridHandle } from './use-grid-view'
import { usePanel } from './use-panel'
import { useRecordCount } from './view-count'
import { useViewState, type ViewModel } from './view-model'

type FieldDialogState = { kind: 'edit'; field: Field | null } | { kind: 'retype'; field: Field }

/** One table: the toolbar, the grid, and beside it a record or a summary. */
export function TableView({ table }: { table: Table }) {
  const model = useViewState(table)
  const counted = useRecordCount(table, model.question, model.ready)
  const { panel, show } = usePanel()
  const [dialog, setDialog] = useState<FieldDialogState | null>(null)
  const place = useRef<HTMLDivElement>(null)
  const handle = useRef<GridHandle | null>(null)
  const openRecord = (id: number) => show({ kind: 'record', id })
  const isNarrowed = model.question.filter !== null || model.question.search !== null
  const { add, busy, needed, forget } = useAddRecord({
    table,
    inPlace: !isNarrowed && model.question.sort.length === 0,
    onOpen: openRecord,
    nextRow: () => handle.current?.lines() ?? 0,
    onShow: (row) => handle.current?.toRow(row),
  })
  function handleField(action: FieldAction) {
    if (action.kind === 'new') setDialog({ kind: 'edit', field: null })
    else if (action.kind === 'summarise') show({ kind: 'summary', fieldId: action.field.id })
    else if (action.kind === 'filter') startFilter(model, action.field)
    else setDialog({ kind: action.kind, field: action.field })
  }
  const closeDialog = () => setDialog(null)
  const closePanel = () => {
    show(null)
    place.current?.querySelector<HTMLElement>('[role="grid"]')?.focus({ preventScroll: true })
  }
  return (
    <div ref={place} className="relative flex min-h-0 flex-1">
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <TableToolbar
          table={table}
          model={model}
          count={counted}
          actions={<AddButton table={table} busy={busy} onAdd={() => void add()} />}
        />
        {model.ready ? (
          <Grid
            key={model.view.id}
            table={table}
            model={model}
            counted={counted}
            openId={panel?.kind === 'record' ? panel.id : null}
            onOpen={openRecord}
            onField={handleField}
            onAdd={() => void add()}
            onSearch={() => place.current?.querySelector<HTMLElement>('input[type="search"]')?.focus()}
            handle={handle}
            empty={<NoRecords table={table} model={model} onAdd={() => void add()} />}
          />
        ) : model.error ? (
          <ErrorNote error={model.error} className="m-2" />
        ) : (
          <Skeleton className="p-4" rows={8} />
        )}
      </div>
      {panel?.kind === 'record' ? (
        <RecordPanel
          key={panel.id}
          table={table}
          recordId={panel.id}
          onClose={closePanel}
          onStep={(by) => handle.current?.step(by)}
        />
      ) : null}
      {panel?.kind === 'summary' ? (
        <SummaryPanel
          key={panel.fieldId}
          table={table}
          question={model.question}
          fieldId={panel.fieldId}
          onClose={closePanel}
        />
      ) : null}
      {needed ? <NewRecord table={table} busy={busy} onAdd={(values) => void add(values)} onClose={forget} /> : null}
      {dialog?.kind === 'edit' ? <FieldDialog table={table} field={dialog.field} onClose={closeDialog} /> : null}
      {dialog?.kind === 'retype' ? <ChangeTypeDialog table={table} field={dialog.field} onClose={closeDialog} /> : null}
    </div>
  )
}

function AddButton({ table, busy, onAdd }: { table: Table; busy: boolean; onAdd: () => void }) {
  const { t } = useTranslation('tables')
  if (table.kind !== 'own') return null
  return (
    <Button icon={<Plus aria-hidden="true" />} busy={busy} onClick={onAdd}>
      <ToolbarWord>{t('addRecord')}</ToolbarWord>
    </Button>
  )
}

/** Why there is nothing to see, and what to do about it. */
function NoRecords({ table, model, onAdd }: { table: Table; model: ViewModel; onAdd: () => void }) {
  const { t } = useTranslation('tables')
  const { question, change } = model
  if (question.filter !== null || question.search !== null) {
    return (
      <EmptyState
        title={t('noMatch.title')}
        description={t('noMatch.text')}
        action={<Button onClick={() => change({ filter: null, search: null })}>{t('noMatch.clear')}</Button>}
      />
    )
  }
  const source = table.dataConnectionName ?? table.sourceId
  if (table.kind !== 'own')
    return <EmptyState title={t('noRecords.title')} description={t('noRecords.synced', { source })} />
  return (
    <EmptyState
      title={t('noRecords.title')}
      description={t('noRecords.text')}
      action={
        <>
          <Button icon={<Plus aria-hidden="true" />} onClick={onAdd}>
            {t('addRecord')}
          </Button>
          <Button
            icon={<FileInput aria-hidden="true" />}
            onClick={() => openTablesDialog({ kind: 'import', file: null })}
          >
            {t('noRecords.import')}
          </Button>
        </>
      }
    />
  )
}
