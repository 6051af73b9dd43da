import { useTranslation } from 'react-i18next'
import type { ConfigField } from '../../shared/domain/common'
import type { SourceInfo } from '../../shared/domain/data-connection'
import { Field } from '../ui/field'
import { SecretInput } from '../ui/secret-input'
import { Segmented } from '../ui/segmented'
import { Select } from '../ui/select'
import { TextArea } from '../ui/text-area'
import { TextInput } from '../ui/text-input'
import { RedirectUri } from './redirect-uri'
import { methodOf, type SourceValues, shownFields, typedOrInitial } from './source-values'

type SourceFieldsProps = {
  source: SourceInfo
  values: SourceValues
  onChange: (values: SourceValues) => void
  /** A stored secret stays unless it is replaced. */
  secretStored?: boolean
}

const MOST_SEGMENTS = 3

/** The form that a source asks for, from its own description: the way to connect, then its fields. */
export function SourceFields({ source, values, onChange, secretStored = false }: SourceFieldsProps) {
  const { t } = useTranslation('data-connections')
  const shown = shownFields(source, values)
  const redirectUri = methodOf(source, values)?.redirectUri ?? null
  const advanced = shown.filter((field) => field.advanced)
  const draw = (field: ConfigField) => (
    <OneField
      key={field.key}
      field={field}
      value={typedOrInitial(field, values)}
      stored={secretStored}
      onChange={(next) => onChange({ ...values, typed: { ...values.typed, [field.key]: next } })}
    />
  )
  return (
    <>
      <MethodChoice source={source} values={values} onChange={onChange} />
      {redirectUri ? <RedirectUri uri={redirectUri} service={source.name} /> : null}
      {shown.filter((field) => !field.advanced).map(draw)}
      {advanced.length > 0 ? (
        <details>
          <summary className="w-fit rounded-sm text-muted text-sm hover:text-ink">
            {t('connect.advanced', { count: advanced.length })}
          </summary>
          <div className="mt-3 flex flex-col gap-4 border-line border-s ps-4">{advanced.map(draw)}</div>
        </details>
      ) : null}
    </>
  )
}

function MethodChoice({ source, values, onChange }: Omit<SourceFieldsProps, 'secretStored'>) {
  const { t } = useTranslation('data-connections')
  if (source.auth.length < 2) return null
  const chosen = methodOf(source, values)?.id ?? ''
  const options = source.auth.map(({ id, label }) => ({ value: id, label }))
  const choose = (auth: string) => onChange({ ...values, auth })
  if (options.length > MOST_SEGMENTS)
    return (
      <Field required label={t('connect.method')}>
        <Select value={chosen} onChange={choose} options={options} />
      </Field>
    )
  return (
    <div>
      <Segmented label={t('connect.method')} value={chosen} onChange={choose} options={options} />
    </div>
  )
}

type OneFieldProps = { field: ConfigField; value: string; stored: boolean; onChange: (value: string) => void }

const LOOKS_TECHNICAL = /url|uri|host|server|client|port|certificate|ca$|domain/i

function OneField({ field, value, stored, onChange }: OneFieldProps) {
  const { key, kind, label, required, hint, options = [], placeholder } = field
  const typing = {
    value,
    onChange,
    mono: LOOKS_TECHNICAL.test(key),
    maxLength: 4000,
    ...(placeholder ? { placeholder } : {}),
  }
  return (
    <Field label={label} required={required} hint={hint}>
      {kind === 'secret' ? (
        <SecretInput stored={stored} value={value} onChange={onChange} />
      ) : kind === 'select' ? (
        <Select value={value || null} onChange={onChange} options={options} />
      ) : kind === 'lines' ? (
        <TextArea minRows={2} maxRows={8} spellCheck={false} {...typing} />
      ) : (
        <TextInput autoComplete="off" inputMode={kind === 'number' ? 'numeric' : 'text'} {...typing} />
      )}
    </Field>
  )
}
