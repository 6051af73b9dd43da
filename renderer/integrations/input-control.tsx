import { useTranslation } from 'react-i18next'
import { Field } from '../ui/field'
import { Select } from '../ui/select'
import { TextArea } from '../ui/text-area'
import { TextInput } from '../ui/text-input'
import type { InputField } from './input-schema'

type InputControlProps = {
  field: InputField
  value: string
  problem: 'missing' | 'jsonBad' | 'numberBad' | undefined
  onChange: (value: string) => void
}

const LONG = /text|body|description|comment|content/i

/** One part of an action's input, in the control that fits its schema. */
export function InputControl({ field, value, problem, onChange }: InputControlProps) {
  const { t } = useTranslation('integrations')
  const how = field.kind === 'list' ? t('preview.listHint') : field.kind === 'json' ? t('preview.jsonHint') : ''
  return (
    <Field
      label={field.key}
      required={field.required}
      hint={[field.description, how].filter(Boolean).join(' ')}
      error={problem ? t(`preview.${problem}`, { label: field.key }) : undefined}
    >
      <Control field={field} value={value} onChange={onChange} />
    </Field>
  )
}

function Control({ field, value, onChange }: Omit<InputControlProps, 'problem'>) {
  const { t } = useTranslation('integrations')
  if (field.kind === 'choice' || field.kind === 'boolean') {
    const options =
      field.kind === 'choice'
        ? field.options.map((option) => ({ value: option, label: option }))
        : [
            { value: 'true', label: t('preview.yes') },
            { value: 'false', label: t('preview.no') },
          ]
    const unset = field.required ? [] : [{ value: '', label: t('preview.unset') }]
    return <Select value={value} onChange={onChange} options={[...unset, ...options]} />
  }
  if (field.kind === 'list' || field.kind === 'json')
    return <TextArea mono minRows={2} maxRows={8} spellCheck={false} value={value} onChange={onChange} />
  if (field.kind === 'text' && LONG.test(field.key))
    return <TextArea minRows={2} maxRows={8} value={value} onChange={onChange} />
  return <TextInput value={value} onChange={onChange} autoComplete="off" />
}
