import type { SourceInfo } from '../../shared/domain/data-connection'
import { Field } from '../ui/field'
import { SecretInput } from '../ui/secret-input'
import { Select } from '../ui/select'
import { TextInput } from '../ui/text-input'

export type Values = Record<string, string>

type SourceFieldsProps = {
  source: SourceInfo
  values: Values
  onChange: (values: Values) => void
  secretStored?: boolean
}

/** The form that a source asks for, from its own description. */
export function SourceFields({ source, values, onChange, secretStored = false }: SourceFieldsProps) {
  return source.fields.map(({ key, label, kind, required, hint, placeholder, options = [] }) => {
    const value = values[key] ?? ''
    const set = (next: string) => onChange({ ...values, [key]: next })
    return (
      <Field key={key} label={label} required={required} hint={hint}>
        {kind === 'secret' ? (
          <SecretInput stored={secretStored} value={value} onChange={set} />
        ) : kind === 'select' ? (
          <Select value={value} onChange={set} options={options} />
        ) : (
          <TextInput
            value={value}
            onChange={set}
            placeholder={placeholder ?? ''}
            inputMode={kind === 'number' ? 'numeric' : 'text'}
            autoComplete="off"
          />
        )}
      </Field>
    )
  })
}

export const initialValues = ({ fields }: SourceInfo): Values =>
  Object.fromEntries(fields.map(({ key, initial = '' }) => [key, initial]))

/** Secrets travel apart from the rest: they go to the vault. */
export function splitValues({ fields }: SourceInfo, values: Values): { config: Values; secrets: Values } {
  const pick = (secret: boolean) =>
    Object.fromEntries(
      fields
        .filter(({ kind, key }) => (kind === 'secret') === secret && values[key])
        .map(({ key }) => [key, values[key] ?? '']),
    )
  return { config: pick(false), secrets: pick(true) }
}
