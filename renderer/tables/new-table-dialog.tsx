import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FieldType } from '../../shared/domain/table'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { ErrorNote } from '../ui/error-note'
import { Field } from '../ui/field'
import { IconButton } from '../ui/icon-button'
import { Select } from '../ui/select'
import { TextInput } from '../ui/text-input'

const TYPES: FieldType[] = [
  'text',
  'long-text',
  'integer',
  'number',
  'boolean',
  'date',
  'datetime',
  'select',
  'email',
  'url',
  'json',
]

type Draft = { key: number; name: string; type: FieldType }
type NewTableDialogProps = { onClose: () => void; onCreated: (id: string) => void }

export function NewTableDialog({ onClose, onCreated }: NewTableDialogProps) {
  const { t } = useTranslation('tables')
  const create = useCommand(['tables', 'create'])
  const [name, setName] = useState('')
  const [fields, setFields] = useState<Draft[]>([{ key: 0, name: t('firstField'), type: 'text' }])
  const named = fields.filter((field) => field.name.trim() !== '')
  async function handleCreate() {
    const result = await create.run({
      name,
      fields: named.map(({ name: fieldName, type }) => ({ name: fieldName, type })),
    })
    if (!result.ok) return
    onCreated(result.value)
    onClose()
  }
  const change = (key: number, part: Partial<Draft>) =>
    setFields(fields.map((field) => (field.key === key ? { ...field, ...part } : field)))
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('new')}
      footer={
        <>
          <Button onClick={onClose}>{t('ui:cancel')}</Button>
          <Button
            variant="primary"
            busy={create.busy}
            disabled={!name.trim() || named.length === 0}
            onClick={() => void handleCreate()}
          >
            {t('create')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label={t('name')} required>
          <TextInput value={name} onChange={setName} maxLength={120} />
        </Field>
        <ul aria-label={t('fields')} className="flex flex-col gap-2">
          {fields.map((field) => (
            <li key={field.key} className="flex gap-2">
              <TextInput
                aria-label={t('fieldName')}
                value={field.name}
                onChange={(next) => change(field.key, { name: next })}
              />
              <Select
                label={t('fieldType')}
                value={field.type}
                onChange={(type) => change(field.key, { type })}
                options={TYPES.map((type) => ({ value: type, label: t(`type.${type}`) }))}
              />
              <IconButton
                label={t('removeField')}
                disabled={fields.length === 1}
                icon={<X aria-hidden="true" />}
                onClick={() => setFields(fields.filter(({ key }) => key !== field.key))}
              />
            </li>
          ))}
        </ul>
        <div>
          <Button
            icon={<Plus aria-hidden="true" />}
            onClick={() =>
              setFields([...fields, { key: Math.max(...fields.map(({ key }) => key)) + 1, name: '', type: 'text' }])
            }
          >
            {t('addField')}
          </Button>
        </div>
        {create.error ? <ErrorNote error={create.error} /> : null}
      </div>
    </Dialog>
  )
}
