import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CellValue, Table, Field as TableField } from '../../shared/domain/table'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { Field } from '../ui/field'
import { Select } from '../ui/select'
import { Switch } from '../ui/switch'
import { TextInput } from '../ui/text-input'
import { flawOf, typedValue } from './cell-check'
import { neededFields } from './use-add-record'

type NewRecordProps = {
  table: Table
  busy: boolean
  onAdd: (values: Record<string, CellValue>) => void
  onClose: () => void
}

/** Asks for the values without which a record cannot be added. */
export function NewRecord({ table, busy, onAdd, onClose }: NewRecordProps) {
  const { t } = useTranslation('tables')
  const fields = neededFields(table)
  const [texts, setTexts] = useState<Record<string, string>>({})
  const [tried, setTried] = useState(false)
  const textOf = ({ id, type }: TableField) => texts[id] ?? (type === 'boolean' ? 'false' : '')
  function handleAdd() {
    setTried(true)
    if (fields.some((field) => flawOf(field, textOf(field)))) return
    onAdd(Object.fromEntries(fields.map((field) => [field.id, typedValue(field, textOf(field))])))
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('newRecord.title', { name: table.name })}
      description={t('newRecord.text')}
      width={420}
      footer={
        <Button variant="primary" busy={busy} onClick={handleAdd}>
          {t('newRecord.confirm')}
        </Button>
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          handleAdd()
        }}
      >
        {fields.map((field) => {
          const flaw = tried ? flawOf(field, textOf(field)) : null
          return (
            <Field key={field.id} required label={field.name} error={flaw ? t(`wrong.${flaw}`) : undefined}>
              <NeededValue
                field={field}
                text={textOf(field)}
                onText={(text) => setTexts((all) => ({ ...all, [field.id]: text }))}
              />
            </Field>
          )
        })}
        <button type="submit" hidden />
      </form>
    </Dialog>
  )
}

type NeededValueProps = { field: TableField; text: string; onText: (text: string) => void }

function NeededValue({ field, text, onText }: NeededValueProps) {
  if (field.type === 'boolean') {
    return <Switch hideLabel label={field.name} checked={text === 'true'} onChange={(on) => onText(String(on))} />
  }
  if (field.type !== 'select') return <TextInput value={text} onChange={onText} autoComplete="off" />
  const options = field.settings.options.map(({ name }) => ({ value: name, label: name }))
  return <Select value={text || null} onChange={onText} options={options} />
}
