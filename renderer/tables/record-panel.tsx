import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CellValue, RecordRow, Table, Field as TableField } from '../../shared/domain/table'
import { useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { ErrorNote } from '../ui/error-note'
import { Field } from '../ui/field'
import { IconButton } from '../ui/icon-button'
import { Inspector } from '../ui/inspector'
import { SavedMark, type SaveState } from '../ui/saved-mark'
import { Skeleton } from '../ui/skeleton'
import { Switch } from '../ui/switch'
import { TextArea } from '../ui/text-area'

type RecordPanelProps = { table: Table; recordId: number; onClose: () => void }

/** One record with all its fields; a value is stored when its field is left. */
export function RecordPanel({ table, recordId, onClose }: RecordPanelProps) {
  const { t } = useTranslation('tables')
  const { data, error } = useQueryOf(['tables', 'record'], { tableId: table.id, recordId })
  const remove = useCommand(['tables', 'deleteRecords'])
  const [deleting, setDeleting] = useState(false)
  async function handleDelete() {
    if ((await remove.run({ tableId: table.id, recordIds: [recordId] })).ok) onClose()
  }
  return (
    <Inspector
      title={t('record', { id: recordId })}
      onClose={onClose}
      actions={
        table.kind === 'own' ? (
          <IconButton
            size="sm"
            label={t('deleteRecord')}
            icon={<Trash2 aria-hidden="true" />}
            onClick={() => setDeleting(true)}
          />
        ) : null
      }
    >
      {error ? <ErrorNote error={error} /> : null}
      {data ? <Values table={table} record={data} /> : error ? null : <Skeleton />}
      <ConfirmDialog
        open={deleting}
        onOpenChange={setDeleting}
        title={t('deleteRecordTitle', { id: recordId, name: table.name })}
        description={t('deleteRecordText')}
        confirmLabel={t('deleteRecord')}
        busy={remove.busy}
        error={remove.error}
        onConfirm={() => void handleDelete()}
      />
    </Inspector>
  )
}

function Values({ table, record }: { table: Table; record: RecordRow }) {
  const { t } = useTranslation('tables')
  return (
    <div className="flex flex-col gap-4">
      {table.kind === 'synced' ? (
        <p className="text-muted text-xs">{t('syncedNote', { source: table.dataConnectionName })}</p>
      ) : null}
      {table.fields.map((field, index) => (
        <Value key={field.id} table={table} field={field} recordId={record.id} stored={record.values[index] ?? null} />
      ))}
    </div>
  )
}

type ValueProps = { table: Table; field: TableField; recordId: number; stored: CellValue }

function Value({ table, field, recordId, stored }: ValueProps) {
  const { t } = useTranslation('tables')
  const update = useCommand(['tables', 'updateRecord'])
  const [typed, setTyped] = useState<string | null>(null)
  const [state, setState] = useState<SaveState>('idle')
  const locked = field.synced && field.primaryKey
  async function save(value: CellValue) {
    setState('saving')
    const result = await update.run({ tableId: table.id, recordId, values: { [field.id]: value } })
    setState(result.ok ? 'saved' : 'failed')
    return result
  }
  async function handleBlur() {
    if (typed === null || typed === String(stored ?? '')) return setTyped(null)
    if ((await save(typed === '' ? null : typed)).ok) setTyped(null)
  }
  return (
    <Field
      label={field.name}
      end={state === 'idle' ? t(`type.${field.type}`) : <SavedMark state={state} />}
      required
      hint={locked ? t('locked') : undefined}
    >
      {field.type === 'boolean' ? (
        <Switch
          hideLabel
          label={field.name}
          checked={stored === true || stored === 1}
          onChange={(value) => void save(value)}
          disabled={locked}
        />
      ) : (
        <TextArea
          minRows={1}
          maxRows={12}
          readOnly={locked}
          mono={field.type === 'json'}
          value={typed ?? String(stored ?? '')}
          onChange={setTyped}
          onBlur={() => void handleBlur()}
        />
      )}
      {update.error ? <ErrorNote compact error={update.error} /> : null}
    </Field>
  )
}
