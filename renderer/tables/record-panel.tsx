import { ChevronDown, ChevronUp, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Table } from '../../shared/domain/table'
import { useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { ErrorNote } from '../ui/error-note'
import { IconButton } from '../ui/icon-button'
import { Inspector } from '../ui/inspector'
import { Skeleton } from '../ui/skeleton'
import { Tabs } from '../ui/tabs'
import { useRecordLabel } from './cell-labels'
import { HistoryTab } from './history-tab'
import { RecordField } from './record-field'
import { tellUndoable } from './undo-batches'

type RecordPanelProps = {
  table: Table
  recordId: number
  onClose: () => void
  /** To the record before or after it; absent where there is no order. */
  onStep?: (by: -1 | 1) => void
}

/** One record with all its fields, and what became of it. A value is stored when its field is left. */
export function RecordPanel({ table, recordId, onClose, onStep }: RecordPanelProps) {
  const { t } = useTranslation('table-panels')
  const [tab, setTab] = useState('fields')
  const label = useRecordLabel(table.id, recordId)
  return (
    <Inspector
      title={label || t('record.title', { id: recordId })}
      onClose={onClose}
      width={400}
      actions={
        <>
          {onStep ? <Steps onStep={onStep} /> : null}
          {table.kind === 'own' ? <DeleteButton table={table} recordId={recordId} onClose={onClose} /> : null}
        </>
      }
    >
      <Tabs
        label={t('record.tabs')}
        className="-mx-4 -mt-4"
        value={tab}
        onChange={setTab}
        tabs={[
          {
            value: 'fields',
            label: t('record.fields'),
            content: (
              <div className="p-4">
                <RecordFields table={table} recordId={recordId} />
              </div>
            ),
          },
          {
            value: 'history',
            label: t('record.history'),
            content: (
              <div className="p-4">
                <HistoryTab table={table} recordId={recordId} />
              </div>
            ),
          },
        ]}
      />
    </Inspector>
  )
}

function Steps({ onStep }: { onStep: (by: -1 | 1) => void }) {
  const { t } = useTranslation('table-panels')
  return (
    <>
      <IconButton
        size="sm"
        label={t('record.previous')}
        icon={<ChevronUp aria-hidden="true" />}
        onClick={() => onStep(-1)}
      />
      <IconButton
        size="sm"
        label={t('record.next')}
        icon={<ChevronDown aria-hidden="true" />}
        onClick={() => onStep(1)}
      />
    </>
  )
}

function DeleteButton({ table, recordId, onClose }: Omit<RecordPanelProps, 'onStep'>) {
  const { t } = useTranslation('table-panels')
  const remove = useCommand(['records', 'delete'])
  async function handleDelete() {
    const result = await remove.run({ tableId: table.id, recordIds: [recordId] })
    if (!result.ok) return
    onClose()
    tellUndoable(t('record.deleted', { count: result.value.deleted }), result.value.batchId)
  }
  return (
    <IconButton
      size="sm"
      label={t('record.delete')}
      busy={remove.busy}
      icon={<Trash2 aria-hidden="true" />}
      onClick={() => void handleDelete()}
    />
  )
}

function RecordFields({ table, recordId }: { table: Table; recordId: number }) {
  const { t } = useTranslation('table-panels')
  const { data, error } = useQueryOf(['records', 'get'], { tableId: table.id, recordId })
  if (error) return <ErrorNote error={error} />
  if (!data) return <Skeleton rows={8} />
  const overlays = new Map(data.overlays.map(({ fieldId, sourceValue }) => [fieldId, { sourceValue }]))
  return (
    <div className="flex flex-col gap-4">
      {table.kind === 'synced' ? (
        <p className="text-muted text-xs">{t('record.synced', { source: table.dataConnectionName })}</p>
      ) : null}
      {table.fields.map((field, place) => (
        <RecordField
          key={field.id}
          table={table}
          field={field}
          recordId={recordId}
          stored={data.row.values[place] ?? null}
          overlay={overlays.get(field.id)}
        />
      ))}
    </div>
  )
}
