import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldType, NewType, Table, Field as TableField } from '../../shared/domain/table'
import { skipToken, useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { ErrorNote } from '../ui/error-note'
import { Field } from '../ui/field'
import { Skeleton } from '../ui/skeleton'
import { TypePreviewView } from './change-type-preview'
import { TargetSelect, TypeSelect } from './field-dialog-type'
import { hasChoices } from './field-types'
import { tellUndoable } from './undo-batches'

/** What a field of a type most often becomes: a number for a text, a text for the rest. */
const firstGuess = (type: FieldType): FieldType => (type === 'text' ? 'number' : 'text')

/** What main is asked; null while the target of a reference is missing. */
function newTypeOf(type: FieldType, from: TableField, referenceTableId: string | null): NewType | null {
  if (type === 'reference') return referenceTableId ? { type, settings: { referenceTableId } } : null
  return hasChoices(type) && hasChoices(from.type) ? { type, settings: { options: from.settings.options } } : { type }
}

type ChangeTypeDialogProps = { table: Table; field: TableField; onClose: () => void }

/** Another type for a field: first what comes of its values, then the change, with an undo. */
export function ChangeTypeDialog({ table, field, onClose }: ChangeTypeDialogProps) {
  const { t } = useTranslation('table-panels')
  const change = useCommand(['tables', 'changeType'])
  const [type, setType] = useState(() => firstGuess(field.type))
  const [targetId, setTargetId] = useState<string | null>(null)
  const to = newTypeOf(type, field, targetId)
  const of = { tableId: table.id, fieldId: field.id }
  const preview = useQueryOf(['tables', 'previewType'], to && !change.busy ? { ...of, to } : skipToken, { keep: true })
  const shown = to ? preview.data : undefined
  const lost = shown?.lost ?? 0
  async function handleChange() {
    if (!to) return
    const result = await change.run({ ...of, to })
    if (!result.ok) return
    onClose()
    tellUndoable(t('retype.done', { name: field.name, type: t(`type.${type}`) }), result.value)
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !change.busy && onClose()}
      title={t('retype.title', { name: field.name })}
      description={t('retype.now', { type: t(`type.${field.type}`) })}
      width={600}
      footer={
        <>
          <Button data-safe onClick={onClose}>
            {t('ui:cancel')}
          </Button>
          <Button
            variant={lost > 0 ? 'danger' : 'primary'}
            busy={change.busy}
            disabled={!shown || preview.isPlaceholderData}
            onClick={() => void handleChange()}
          >
            {lost > 0 ? t('retype.confirmLoss', { count: lost }) : t('retype.confirm')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field required label={t('retype.to')}>
          <TypeSelect value={type} without={field.type} onChange={setType} />
        </Field>
        {type === 'reference' ? (
          <Field required label={t('field.target')} hint={t('retype.targetHint')}>
            <TargetSelect value={targetId} onChange={setTargetId} />
          </Field>
        ) : null}
        {preview.error ? <ErrorNote error={preview.error} /> : null}
        {to && !shown && !preview.error ? <Skeleton rows={4} /> : null}
        {shown && !preview.error ? (
          <TypePreviewView preview={shown} from={field} to={type} targetId={targetId} />
        ) : null}
        {change.error ? <ErrorNote error={change.error} /> : null}
      </div>
    </Dialog>
  )
}
