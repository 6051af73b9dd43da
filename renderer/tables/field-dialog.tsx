import { Lock } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Table, Field as TableField } from '../../shared/domain/table'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { ErrorNote } from '../ui/error-note'
import { Field } from '../ui/field'
import { TextInput } from '../ui/text-input'
import { ChangeTypeDialog } from './change-type-dialog'
import { changeOf, draftOf, newDraft, newFieldOf, problemOf } from './field-dialog-draft'
import { FieldSettingsForm } from './field-dialog-settings'
import { TypeSelect } from './field-dialog-type'
import { FieldGlyph } from './field-glyph'

type FieldDialogProps = {
  table: Table
  /** Null for a new one. */
  field: TableField | null
  onClose: () => void
}

/** A field with all that can be set about it. */
export function FieldDialog({ table, field, onClose }: FieldDialogProps) {
  const { t } = useTranslation('table-panels')
  const add = useCommand(['tables', 'addField'])
  const update = useCommand(['tables', 'updateField'])
  const [draft, setDraft] = useState(() => (field ? draftOf(field) : newDraft()))
  const [retyping, setRetyping] = useState(false)
  const locked = field?.synced === true
  const taken = table.fields.filter(({ id }) => id !== field?.id).map(({ name }) => name)
  const problem = problemOf(draft, taken)
  async function store(): Promise<boolean> {
    if (!field) return (await add.run({ tableId: table.id, field: newFieldOf(draft) })).ok
    const change = changeOf(draft, field)
    return change === null || (await update.run({ tableId: table.id, fieldId: field.id, change })).ok
  }
  async function handleStore() {
    if (!problem && (await store())) onClose()
  }
  if (field && retyping) return <ChangeTypeDialog table={table} field={field} onClose={onClose} />
  const error = add.error ?? update.error
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={field ? t('field.titleOf', { name: field.name }) : t('field.title', { table: table.name })}
      footer={
        <>
          {problem && problem !== 'name' ? (
            <p className="me-auto self-center text-muted text-xs">{t(`field.problem.${problem}`)}</p>
          ) : null}
          <Button onClick={onClose}>{t('ui:cancel')}</Button>
          <Button
            variant="primary"
            busy={add.busy || update.busy}
            disabled={problem !== null}
            onClick={() => void handleStore()}
          >
            {t(field ? 'field.save' : 'field.add')}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void handleStore()
        }}
      >
        {locked ? <LockedNote table={table} field={field} /> : null}
        <Field required label={t('field.name')}>
          <TextInput
            value={draft.name}
            maxLength={120}
            readOnly={locked}
            onChange={(name) => setDraft({ ...draft, name })}
          />
        </Field>
        {field ? (
          <TypeLine field={field} locked={locked} onChangeType={() => setRetyping(true)} />
        ) : (
          <Field required label={t('field.type')}>
            <TypeSelect
              value={draft.type}
              onChange={(type) =>
                setDraft({ ...draft, type, settings: { ...draft.settings, defaultValue: null, unique: false } })
              }
            />
          </Field>
        )}
        <FieldSettingsForm draft={draft} locked={locked} onChange={setDraft} />
        {error ? <ErrorNote error={error} /> : null}
      </form>
    </Dialog>
  )
}

function LockedNote({ table, field }: { table: Table; field: TableField }) {
  const { t } = useTranslation('table-panels')
  const source = table.dataConnectionName ?? table.sourceId
  return (
    <div className="flex items-start gap-2.5 rounded-md bg-sunken px-3 py-2.5 text-sm">
      <Lock className="icon mt-0.5 text-muted" aria-hidden="true" />
      <p>
        {t('field.locked', { source })} {field.primaryKey ? t('field.lockedKey') : null}{' '}
        {field.vanished ? t('field.vanished') : null}
      </p>
    </div>
  )
}

type TypeLineProps = { field: TableField; locked: boolean; onChangeType: () => void }

function TypeLine({ field, locked, onChangeType }: TypeLineProps) {
  const { t } = useTranslation('table-panels')
  return (
    <div className="flex items-center gap-2">
      <span className="flex size-8 shrink-0 items-center justify-center rounded-md bg-sunken text-muted">
        <FieldGlyph type={field.type} />
      </span>
      <p className="min-w-0 flex-1">
        <span className="block text-sm">{t(`type.${field.type}`)}</span>
        <span className="block text-muted text-xs">{t(`typeHint.${field.type}`)}</span>
      </p>
      {locked ? null : <Button onClick={onChangeType}>{t('retype.open')}</Button>}
    </div>
  )
}
