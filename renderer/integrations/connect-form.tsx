import { use } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConfigField } from '../../shared/domain/common'
import type { Account, IntegrationInfo } from '../../shared/domain/integration'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Field } from '../ui/field'
import { LinkOpener } from '../ui/link-opener'
import { SecretInput } from '../ui/secret-input'
import { Segmented } from '../ui/segmented'
import { Select } from '../ui/select'
import { TextInput } from '../ui/text-input'
import { useConnectForm } from './use-connect-form'

type ConnectFieldProps = {
  field: ConfigField
  value: string
  onChange: (value: string) => void
  error: string | undefined
}

function ConnectField({ field, value, onChange, error }: ConnectFieldProps) {
  const { t } = useTranslation('integrations')
  const hint = field.hint ?? (field.kind === 'secret' ? t('connect.keychain') : undefined)
  const placeholder = field.placeholder ? { placeholder: field.placeholder } : {}
  return (
    <Field label={field.label} required={field.required} hint={hint} error={error}>
      {field.kind === 'secret' ? (
        <SecretInput stored={false} value={value} onChange={onChange} {...placeholder} />
      ) : field.kind === 'select' ? (
        <Select value={value || null} onChange={onChange} options={field.options ?? []} {...placeholder} />
      ) : (
        <TextInput
          value={value}
          onChange={onChange}
          autoComplete="off"
          inputMode={field.kind === 'number' ? 'numeric' : 'text'}
          {...placeholder}
        />
      )}
    </Field>
  )
}

type ConnectFormProps = {
  integration: IntegrationInfo
  /** To connect again; absent for a new account. */
  account?: Account
  onDone: () => void
  onCancel?: () => void
}

/** The account is checked at the service before anything is stored; a refusal leaves what was typed. */
export function ConnectForm({ integration, account, onDone, onCancel }: ConnectFormProps) {
  const { t } = useTranslation('integrations')
  const openLink = use(LinkOpener)
  const form = useConnectForm(integration, account, onDone)
  const { connect, name, docsUrl } = integration
  const title = account ? t('connect.reconnectTitle', { label: account.label }) : t('connect.title', { name })
  return (
    <form aria-label={title} onSubmit={(event) => void form.submit(event)} className="flex max-w-120 flex-col gap-4">
      <p className="text-muted text-sm">
        {connect.hint}{' '}
        <button
          type="button"
          onClick={() => openLink(docsUrl)}
          className="rounded-sm text-accent underline underline-offset-3"
        >
          {t('connect.docs')}
        </button>
      </p>
      {account ? null : (
        <Field required label={t('connect.label')} hint={t('connect.labelHint')}>
          <TextInput maxLength={120} value={form.label} onChange={form.setLabel} autoComplete="off" />
        </Field>
      )}
      {connect.fields.map((field) => (
        <ConnectField
          key={field.key}
          field={field}
          value={form.values[field.key] ?? ''}
          onChange={form.setValue(field.key)}
          error={form.wrongField === field.key && form.error?.code === 'invalid-input' ? form.error.message : undefined}
        />
      ))}
      {account ? null : (
        <div className="flex items-center gap-3">
          <Segmented
            label={t('connect.visibility')}
            value={form.visibility}
            onChange={form.setVisibility}
            options={[
              { value: 'team', label: t('connect.team') },
              { value: 'private', label: t('connect.private') },
            ]}
          />
          <span className="text-muted text-xs">
            {t(form.visibility === 'team' ? 'connect.teamHint' : 'connect.privateHint')}
          </span>
        </div>
      )}
      {form.error && !form.wrongField ? <ErrorNote error={form.error} /> : null}
      <div className="flex items-center gap-2">
        {onCancel ? <Button onClick={onCancel}>{t('ui:cancel')}</Button> : null}
        <Button type="submit" variant="primary" busy={form.busy} disabled={!form.ready}>
          {t(account ? 'accounts.reconnect' : 'connect.button', { name })}
        </Button>
        <span className="text-muted text-xs">{t('connect.checks', { name })}</span>
      </div>
    </form>
  )
}
