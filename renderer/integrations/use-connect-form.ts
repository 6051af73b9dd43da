import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account, IntegrationInfo } from '../../shared/domain/integration'
import { useCommand } from '../app/use-command'

type Values = Record<string, string>

/** What the form starts with: what the account holds, else what the field suggests. Secrets always start empty. */
function startValues({ connect }: IntegrationInfo, account: Account | undefined): Values {
  return Object.fromEntries(connect.fields.map(({ key, initial }) => [key, account?.config[key] ?? initial ?? '']))
}

function split({ connect }: IntegrationInfo, values: Values) {
  const pick = (secret: boolean) =>
    Object.fromEntries(
      connect.fields
        .filter(({ kind, key }) => (kind === 'secret') === secret && (values[key] ?? '').trim() !== '')
        .map(({ key }) => [key, values[key] ?? '']),
    )
  return { config: pick(false), secrets: pick(true) }
}

/** The state of the form that connects a new account, or an existing one again. */
export function useConnectForm(integration: IntegrationInfo, account: Account | undefined, onDone: () => void) {
  const { t } = useTranslation('integrations')
  const connect = useCommand(['integrations', 'connectAccount'])
  const reconnect = useCommand(['integrations', 'reconnectAccount'])
  const [values, setValues] = useState(() => startValues(integration, account))
  const [label, setLabel] = useState(t('connect.labelInitial'))
  const [visibility, setVisibility] = useState<Account['visibility']>('team')
  const error = connect.error ?? reconnect.error
  async function submit(event: FormEvent) {
    event.preventDefault()
    const typed = split(integration, values)
    const result = account
      ? await reconnect.run({ accountId: account.id, ...typed })
      : await connect.run({ integrationId: integration.id, label: label.trim(), visibility, ...typed })
    if (!result.ok) return
    setValues(startValues(integration, account))
    onDone()
  }
  const missing = integration.connect.fields.some(({ key, required }) => required && !values[key]?.trim())
  return {
    values,
    setValue: (key: string) => (value: string) => setValues((before) => ({ ...before, [key]: value })),
    label,
    setLabel,
    visibility,
    setVisibility,
    submit,
    busy: connect.busy || reconnect.busy,
    ready: !missing && (account !== undefined || label.trim() !== ''),
    error,
    /** Absent when the failure is about no field that is shown. */
    wrongField: integration.connect.fields.find(({ key }) => error?.code === 'invalid-input' && error.field === key)
      ?.key,
  }
}
