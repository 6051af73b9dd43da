import { Eye, EyeOff, Lock, Plus, Trash2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Field, Table } from '../../shared/domain/table'
import type { AppError } from '../../shared/errors'
import { api } from '../app/api'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { cx } from '../ui/cx'
import { ErrorNote } from '../ui/error-note'
import { IconButton } from '../ui/icon-button'
import { Inspector } from '../ui/inspector'
import { toast } from '../ui/toast'
import { FieldDialog } from './field-dialog'
import { moved } from './field-dialog-draft'
import { FieldGlyph } from './field-glyph'
import { ReorderHandle, useReorder } from './fields-reorder'
import { tellFailure } from './undo-batches'

type FieldsPanelProps = { table: Table; onClose: () => void }

/** The fields of a table: their order, which of them the grid shows at first, and all that can be set. */
export function FieldsPanel({ table, onClose }: FieldsPanelProps) {
  const { t } = useTranslation('table-panels')
  const { fields, move, error } = useOrder(table)
  const [edited, setEdited] = useState<Field | 'new' | null>(null)
  const [failure, setFailure] = useState<AppError | null>(null)
  const reorder = useReorder({ keys: fields.map(({ id }) => id), onMove: move })
  const source = table.dataConnectionName ?? table.sourceId
  return (
    <Inspector
      title={t('fields.title')}
      onClose={onClose}
      footer={
        <Button icon={<Plus aria-hidden="true" />} onClick={() => setEdited('new')}>
          {t('field.add')}
        </Button>
      }
    >
      <p className="mb-3 text-muted text-xs">
        {t(table.kind === 'synced' ? 'fields.synced' : 'fields.hint', { source })}
      </p>
      {error ? <ErrorNote error={error} className="mb-2" /> : null}
      {failure ? <ErrorNote error={failure} className="mb-2" /> : null}
      <ul aria-label={t('fields.title')} className="-mx-2 flex flex-col">
        {fields.map((field, place) => (
          <li
            key={field.id}
            className={cx('group flex items-center gap-1 rounded-md pe-1 hover:bg-hover', reorder.rowLook(field.id))}
            {...reorder.rowProps(field.id)}
          >
            <ReorderHandle name={field.name} place={place} count={fields.length} {...reorder.handleProps(field.id)} />
            <FieldRow table={table} field={field} onEdit={() => setEdited(field)} onFailure={setFailure} />
          </li>
        ))}
      </ul>
      {edited ? (
        <FieldDialog table={table} field={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      ) : null}
    </Inspector>
  )
}

/** The order on screen follows the hand at once; main says later what it is. */
function useOrder(table: Table) {
  const move = useCommand(['tables', 'moveField'])
  const [order, setOrder] = useState<string[] | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what main says replaces what was shown meanwhile.
  useEffect(() => setOrder(null), [table.fields])
  const fields = order ? table.fields.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id)) : table.fields
  return {
    fields,
    error: move.error,
    move: (from: number, to: number) => {
      const fieldId = fields[from]?.id
      if (fieldId === undefined) return
      setOrder(
        moved(
          fields.map(({ id }) => id),
          from,
          to,
        ),
      )
      void move.run({ tableId: table.id, fieldId, position: to }).then(({ ok }) => ok || setOrder(null))
    },
  }
}

type FieldRowProps = {
  table: Table
  field: Field
  onEdit: () => void
  onFailure: (error: AppError | null) => void
}

function FieldRow({ table, field, onEdit, onFailure }: FieldRowProps) {
  const { t } = useTranslation('table-panels')
  const update = useCommand(['tables', 'updateField'])
  const { name } = field
  const { hidden } = field.settings
  const of = { tableId: table.id, fieldId: field.id }
  async function handleHide() {
    const result = await update.run({ ...of, change: { settings: { hidden: !hidden } } })
    onFailure(result.ok ? null : result.error)
  }
  async function handleDelete() {
    const result = await api.tables.deleteField(of)
    onFailure(result.ok ? null : result.error)
    if (!result.ok) return
    toast({ title: t('fields.deleted', { name }), action: { label: t('undo.undo'), run: () => void restore(of) } })
  }
  return (
    <>
      <button
        type="button"
        onClick={onEdit}
        aria-label={t('fields.edit', { name })}
        className="flex h-8 min-w-0 flex-1 items-center gap-2 rounded-sm text-start text-sm"
      >
        <span className="text-muted">
          <FieldGlyph type={field.type} />
        </span>
        <span className={cx('truncate', hidden && 'text-muted')}>{name}</span>
        {field.synced ? <Lock className="size-3 shrink-0 text-muted" aria-label={t('fields.locked')} /> : null}
      </button>
      <IconButton
        size="sm"
        label={t(hidden ? 'fields.show' : 'fields.hide', { name })}
        busy={update.busy}
        icon={hidden ? <EyeOff aria-hidden="true" /> : <Eye aria-hidden="true" />}
        onClick={() => void handleHide()}
      />
      <IconButton
        size="sm"
        label={t('fields.delete', { name })}
        disabled={field.synced && !field.vanished}
        icon={<Trash2 aria-hidden="true" />}
        onClick={() => void handleDelete()}
      />
    </>
  )
}

async function restore(of: { tableId: string; fieldId: string }): Promise<void> {
  const result = await api.tables.restoreField(of)
  if (!result.ok) tellFailure(result.error)
}
