import { useTranslation } from 'react-i18next'
import type { LocalModelServer, ModelProvider } from '../../shared/domain/model'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Field } from '../ui/field'
import { SecretInput } from '../ui/secret-input'
import { Switch } from '../ui/switch'
import { TextArea } from '../ui/text-area'
import { TextInput } from '../ui/text-input'
import { useProviderForm } from './use-provider-form'

type ProviderFormProps = {
  /** To edit; absent for a new one. */
  provider?: ModelProvider
  /** What a new one starts with. */
  local?: LocalModelServer
  onDone: () => void
}

/** A server that speaks the OpenAI protocol: where it is, its key, and which of its models to offer. */
export function ProviderForm({ provider, local, onDone }: ProviderFormProps) {
  const { t } = useTranslation('settings')
  const form = useProviderForm(provider, local, onDone)
  const { values, set } = form
  const title = provider ? t('provider.editTitle', { name: provider.name }) : t('provider.newTitle')
  return (
    <form aria-label={title} onSubmit={(event) => void form.submit(event)} className="flex max-w-120 flex-col gap-4">
      <Field required label={t('provider.name')}>
        <TextInput maxLength={120} value={values.name} onChange={(name) => set({ name })} autoComplete="off" />
      </Field>
      <Field
        required
        label={t('provider.baseUrl')}
        hint={t(provider?.hasKey ? 'provider.keyStays' : 'provider.baseUrlHint')}
      >
        <TextInput
          mono
          value={values.baseUrl}
          onChange={(baseUrl) => set({ baseUrl })}
          placeholder="https://api.example.com/v1"
          autoComplete="off"
        />
      </Field>
      <Field label={t('provider.key')} hint={t(provider?.hasKey ? 'provider.keyEditHint' : 'provider.keyHint')}>
        <SecretInput stored={provider?.hasKey ?? false} value={values.key} onChange={(key) => set({ key })} />
      </Field>
      <div className="flex items-center gap-3">
        <Button busy={form.checking} disabled={!values.baseUrl.trim()} onClick={() => void form.check()}>
          {t('provider.check')}
        </Button>
        <span role="status" className="text-muted text-xs">
          {form.checked === null ? '' : t('provider.checked', { count: form.checked })}
        </span>
      </div>
      <Field required label={t('provider.models')} hint={t('provider.modelsHint')}>
        <TextArea mono minRows={3} maxRows={10} value={values.models} onChange={(models) => set({ models })} />
      </Field>
      {provider ? (
        <Switch
          label={t('provider.streams')}
          hint={t('provider.streamsHint')}
          checked={values.streamsTools}
          onChange={(streamsTools) => set({ streamsTools })}
        />
      ) : null}
      {form.error ? <ErrorNote error={form.error} /> : null}
      <div className="flex gap-2">
        <Button onClick={onDone}>{t('ui:cancel')}</Button>
        <Button type="submit" variant="primary" busy={form.busy} disabled={!form.ready}>
          {t(provider ? 'provider.save' : 'provider.add')}
        </Button>
      </div>
    </form>
  )
}
