import { useTranslation } from 'react-i18next'
import type { FieldSettings, FieldType, Field as TableField } from '../../shared/domain/table'
import { Field } from '../ui/field'
import { Switch } from '../ui/switch'
import { type FieldDraft, optionsOf } from './field-dialog-draft'
import { TargetSelect } from './field-dialog-type'
import { ChoicesEditor } from './field-options'
import { hasChoices } from './field-types'
import { ValueControl } from './record-value-control'

/** Values of these are never the same by meaning, or nearly always. */
const NEVER_UNIQUE: readonly FieldType[] = ['boolean', 'json', 'multi-select', 'long-text']

type SettingsFormProps = {
  draft: FieldDraft
  /** Synced: only what belongs to this workspace can be set. */
  locked: boolean
  onChange: (draft: FieldDraft) => void
}

/** What a field says of its values, by its type. */
export function FieldSettingsForm({ draft, locked, onChange }: SettingsFormProps) {
  const { t } = useTranslation('table-panels')
  const { type, settings } = draft
  const set = (part: Partial<FieldSettings>) => onChange({ ...draft, settings: { ...settings, ...part } })
  return (
    <>
      {!locked && hasChoices(type) ? (
        <ChoicesEditor choices={draft.choices} onChange={(choices) => onChange({ ...draft, choices })} />
      ) : null}
      {type === 'reference' ? (
        <Field required label={t('field.target')} hint={t('field.targetHint')}>
          <TargetSelect
            value={settings.referenceTableId}
            disabled={locked}
            onChange={(referenceTableId) => set({ referenceTableId, defaultValue: null })}
          />
        </Field>
      ) : null}
      {locked || (type === 'reference' && settings.referenceTableId === null) ? null : (
        <Field label={t('field.default')} hint={t('field.defaultHint')}>
          <ValueControl
            key={`${type}-${settings.referenceTableId}`}
            field={asField(draft, t('field.default'))}
            value={settings.defaultValue}
            onCommit={(defaultValue) => {
              set({ defaultValue })
              return true
            }}
          />
        </Field>
      )}
      <div className="flex flex-col gap-3">
        {locked ? null : (
          <>
            <Switch
              label={t('field.required')}
              hint={t('field.requiredHint')}
              checked={settings.required}
              onChange={(required) => set({ required })}
            />
            {NEVER_UNIQUE.includes(type) ? null : (
              <Switch
                label={t('field.unique')}
                hint={t('field.uniqueHint')}
                checked={settings.unique}
                onChange={(unique) => set({ unique })}
              />
            )}
          </>
        )}
        <Switch
          label={t('field.indexed')}
          hint={t('field.indexedHint')}
          checked={settings.indexed}
          onChange={(indexed) => set({ indexed })}
        />
        <Switch
          label={t('field.hidden')}
          hint={t('field.hiddenHint')}
          checked={settings.hidden}
          onChange={(hidden) => set({ hidden })}
        />
      </div>
    </>
  )
}

/** A draft as the field it would become, for the editor of its default value. */
const asField = (draft: FieldDraft, name: string): TableField => ({
  id: 'draft',
  name,
  type: draft.type,
  position: 0,
  synced: false,
  primaryKey: false,
  vanished: false,
  settings: {
    ...draft.settings,
    required: false,
    unique: false,
    options: optionsOf(draft).filter(({ name: choice }) => choice !== ''),
  },
})
