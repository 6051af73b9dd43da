import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IntegrationInfo } from '../../shared/domain/integration'
import { useGo } from '../app/navigation'
import { skipToken, useQueryOf } from '../app/query'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Field } from '../ui/field'
import { Jack } from '../ui/jack'
import { SecretInput } from '../ui/secret-input'
import { TextInput } from '../ui/text-input'
import type { CardProps } from './card-view'
import { visibleText } from './visible-text'

type Values = Record<string, string>

/** Asks for an account where one is missing. Main goes on with the same answer once it is there. */
export function ConnectCard({ payload, busy, onAnswer }: CardProps<'needs_connection'>) {
  const { t } = useTranslation('chat')
  const { data, error } = useQueryOf(
    ['integrations', 'get'],
    payload.integrationId ? { id: payload.integrationId } : skipToken,
  )
  const go = useGo()
  const { dataConnection } = payload
  return (
    <>
      <p className="flex items-center gap-2 font-medium text-sm">
        <Jack state={payload.reconnect ? 'attention' : 'disconnected'} size={14} />
        {t(payload.reconnect ? 'connect.again' : 'connect.title', { name: payload.integrationName })}
      </p>
      <p className="text-muted text-sm">{visibleText(payload.reason)}</p>
      {dataConnection ? (
        <div className="flex justify-end gap-2">
          <Button disabled={busy} onClick={() => onAnswer({ decision: 'skip' })}>
            {t('notNow')}
          </Button>
          <Button variant="primary" onClick={() => go(placeOf(dataConnection))}>
            {t(dataConnection.id ? 'connect.openExisting' : 'connect.openNew', { name: payload.integrationName })}
          </Button>
        </div>
      ) : null}
      {error ? <ErrorNote error={error} /> : null}
      {data ? (
        <ConnectForm
          integration={data.integration}
          accountId={payload.accountId}
          busy={busy}
          onSkip={() => onAnswer({ decision: 'skip' })}
        />
      ) : null}
    </>
  )
}

/** The data connection to reconnect, or the form of the source that is missing. */
const placeOf = ({ id, sourceId }: { id: string | null; sourceId: string }): string =>
  id === null
    ? `/setup/connections/new?source=${encodeURIComponent(sourceId)}`
    : `/setup/connections/${id}?reconnect=yes`

type FormProps = { integration: IntegrationInfo; accountId: string | null; busy: boolean; onSkip: () => void }

function ConnectForm({ integration, accountId, busy, onSkip }: FormProps) {
  const { t } = useTranslation('chat')
  const connect = useCommand(['integrations', 'connectAccount'])
  const reconnect = useCommand(['integrations', 'reconnectAccount'])
  const [values, setValues] = useState<Values>({})
  const { fields } = integration.connect
  const error = connect.error ?? reconnect.error
  const ready = fields.every(({ key, required }) => !required || (values[key] ?? '').trim() !== '')
  function handleSubmit(event: FormEvent) {
    event.preventDefault()
    const typed = { config: pick(integration, values, false), secrets: pick(integration, values, true) }
    void (accountId
      ? reconnect.run({ accountId, ...typed })
      : connect.run({ integrationId: integration.id, label: t('connect.label'), visibility: 'private', ...typed }))
  }
  return (
    <form onSubmit={handleSubmit} className="flex flex-col gap-3">
      <p className="text-muted text-xs">{integration.connect.hint}</p>
      {fields.map(({ key, label, kind, required, placeholder }) => (
        <Field key={key} label={label} required={required}>
          {kind === 'secret' ? (
            <SecretInput
              stored={false}
              value={values[key] ?? ''}
              onChange={(value) => setValues({ ...values, [key]: value })}
            />
          ) : (
            <TextInput
              value={values[key] ?? ''}
              onChange={(value) => setValues({ ...values, [key]: value })}
              placeholder={placeholder ?? ''}
              autoComplete="off"
            />
          )}
        </Field>
      ))}
      {error ? <ErrorNote error={error} /> : null}
      <div className="flex justify-end gap-2">
        <Button disabled={busy} onClick={onSkip}>
          {t('notNow')}
        </Button>
        <Button type="submit" variant="primary" busy={connect.busy || reconnect.busy} disabled={!ready}>
          {t(accountId ? 'connect.reconnectButton' : 'connect.button', { name: integration.name })}
        </Button>
      </div>
    </form>
  )
}

function pick({ connect }: IntegrationInfo, values: Values, secret: boolean): Values {
  const fields = connect.fields.filter(({ kind, key }) => (kind === 'secret') === secret && values[key]?.trim())
  return Object.fromEntries(fields.map(({ key }) => [key, values[key]?.trim() ?? '']))
}
