import { useTranslation } from 'react-i18next'
import type { ConfigField } from '../../../shared/domain/common'
import type { Connector, ConnectorTypeInfo } from '../../../shared/domain/connector'
import { useQueryOf } from '../../app/query'
import { Field } from '../../ui/field'
import { SavedSecret } from '../../ui/saved-secret'
import { Select } from '../../ui/select'
import { TextArea } from '../../ui/text-area'
import { TextInput } from '../../ui/text-input'
import { DiscoverField } from './discover-field'
import { shownValue, visibleFields } from './form-values'
import type { ConnectorForm } from './use-connector-form'

type ConnectorFieldsProps = {
  connector: Connector
  type: ConnectorTypeInfo
  form: ConnectorForm
  reread: () => Promise<unknown>
}

/** The fields that its type asks for now; what most people leave alone is folded away. */
export function ConnectorFields({ connector, type, form, reread }: ConnectorFieldsProps) {
  const { t } = useTranslation('connectors')
  const shown = visibleFields(type.fields, form.typed, connector.config)
  const advanced = shown.filter((field) => field.advanced)
  const draw = (field: ConfigField) =>
    field.kind === 'secret' ? (
      <SecretField key={field.key} field={field} connector={connector} form={form} />
    ) : (
      <ValueField key={field.key} field={field} connector={connector} form={form} />
    )
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: leaving any field sends what was typed in it.
    <div className="flex flex-col gap-4" onBlur={() => void form.flush()}>
      {shown.some(({ key }) => key === 'tokenUrl') ? (
        <DiscoverField connector={connector} form={form} reread={reread} />
      ) : null}
      {shown.filter((field) => !field.advanced).map(draw)}
      {advanced.length > 0 ? (
        <details className="group">
          <summary className="w-fit rounded-sm text-muted text-sm hover:text-ink">
            {t('settings.advanced', { count: advanced.length })}
          </summary>
          <div className="mt-3 flex flex-col gap-4 border-line border-s ps-4">{advanced.map(draw)}</div>
        </details>
      ) : null}
    </div>
  )
}

type OneFieldProps = { field: ConfigField; connector: Connector; form: ConnectorForm }

const LOOKS_TECHNICAL = /url|uri|host|server|header|parameter|scope|client|issuer|resource|audience|version|port/i

function ValueField({ field, connector, form }: OneFieldProps) {
  const { key, kind, label, required, hint, options } = field
  const value = shownValue(field, form.typed, connector.config)
  const change = (next: string) => form.setValue(key, next)
  const placeholder = field.placeholder ? { placeholder: field.placeholder } : {}
  const typing = { value, onChange: change, mono: LOOKS_TECHNICAL.test(key), maxLength: 4000, ...placeholder }
  return (
    <Field label={label} required={required} hint={hint}>
      {kind === 'select' ? (
        <Select value={value || null} onChange={change} options={options ?? []} {...placeholder} />
      ) : kind === 'lines' ? (
        <TextArea minRows={2} maxRows={8} spellCheck={false} {...typing} />
      ) : (
        <TextInput autoComplete="off" inputMode={kind === 'number' ? 'numeric' : 'text'} {...typing} />
      )}
    </Field>
  )
}

function SecretField({ field, connector, form }: OneFieldProps) {
  const { t } = useTranslation('connectors')
  const vault = useQueryOf(['vault', 'status']).data
  const { key, label, required, hint } = field
  const stored = connector.storedSecrets.includes(key)
  const lost = connector.status === 'needs-secret' && required && !stored && form.secrets[key] === undefined
  const where = t(`secret.${vault?.mode ?? 'stored'}`)
  return (
    <Field
      label={label}
      required={required}
      hint={hint ?? t(`secretHint.${vault?.mode ?? 'stored'}`)}
      error={lost ? t('secret.lost') : undefined}
    >
      <SavedSecret
        label={label}
        stored={stored}
        where={where}
        value={form.secrets[key]}
        onChange={(value) => form.setSecret(key, value)}
        onLeave={() => void form.leaveSecret(key)}
      />
    </Field>
  )
}
