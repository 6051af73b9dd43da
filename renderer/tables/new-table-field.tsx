import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../ui/icon-button'
import { TextInput } from '../ui/text-input'
import type { FieldDraft } from './field-dialog-draft'
import { TargetSelect, TypeSelect } from './field-dialog-type'
import { ChoicesEditor } from './field-options'
import { hasChoices } from './field-types'

type NewTableFieldProps = {
  draft: FieldDraft
  place: number
  /** The only one cannot be taken away. */
  single: boolean
  /** Just added: it gets the focus. */
  fresh: boolean
  onChange: (draft: FieldDraft) => void
  onRemove: () => void
}

/** One field of a table that is being made, with its choices or its target where its type needs them. */
export function NewTableField({ draft, place, single, fresh, onChange, onRemove }: NewTableFieldProps) {
  const { t } = useTranslation('table-panels')
  const { name, type, settings } = draft
  const called = name || t('newTable.field', { place: place + 1 })
  return (
    <li className="flex flex-col gap-2">
      <div className="flex gap-2">
        <TextInput
          aria-label={t('newTable.fieldName', { place: place + 1 })}
          value={name}
          maxLength={120}
          autoFocus={fresh}
          onChange={(next) => onChange({ ...draft, name: next })}
        />
        <div className="w-44 shrink-0">
          <TypeSelect
            label={t('newTable.fieldType', { name: called })}
            value={type}
            onChange={(next) => onChange({ ...draft, type: next })}
          />
        </div>
        <IconButton
          label={t('newTable.removeField', { name: called })}
          disabled={single}
          icon={<X aria-hidden="true" />}
          className="mt-0.5"
          onClick={onRemove}
        />
      </div>
      {hasChoices(type) ? (
        <div className="ms-3 border-line border-s ps-3">
          <ChoicesEditor choices={draft.choices} onChange={(choices) => onChange({ ...draft, choices })} />
        </div>
      ) : null}
      {type === 'reference' ? (
        <div className="ms-3 border-line border-s ps-3">
          <TargetSelect
            label={t('field.target')}
            value={settings.referenceTableId}
            onChange={(referenceTableId) => onChange({ ...draft, settings: { ...settings, referenceTableId } })}
          />
        </div>
      ) : null}
    </li>
  )
}
