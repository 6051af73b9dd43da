import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Connector } from '../../../shared/domain/connector'
import { useCommand } from '../../app/use-command'
import { Button } from '../../ui/button'
import { ErrorNote } from '../../ui/error-note'
import { Field } from '../../ui/field'
import { TextInput } from '../../ui/text-input'
import type { ConnectorForm } from './use-connector-form'

type DiscoverFieldProps = { connector: Connector; form: ConnectorForm; reread: () => Promise<unknown> }

/** Reads what a sign-in server says of itself into the fields below. */
export function DiscoverField({ connector, form, reread }: DiscoverFieldProps) {
  const { t } = useTranslation('connectors')
  const { run, busy, error } = useCommand(['connectors', 'discover'])
  const [url, setUrl] = useState('')
  const [filled, setFilled] = useState<number | null>(null)
  async function discover() {
    setFilled(null)
    if (!(await form.flush())) return
    const result = await run({ id: connector.id, url: url.trim() })
    if (!result.ok) return
    await reread()
    form.giveBack(result.value)
    setFilled(result.value.length)
  }
  function handleKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter' || busy || url.trim() === '') return
    event.preventDefault()
    void discover()
  }
  return (
    <div className="flex flex-col gap-2">
      <Field label={t('discover.label')} hint={t('discover.hint')}>
        <div className="flex items-center gap-2">
          <TextInput
            mono
            value={url}
            onChange={setUrl}
            autoComplete="off"
            maxLength={2048}
            placeholder="https://login.example.com/.well-known/openid-configuration"
            onKeyDown={handleKeyDown}
          />
          <Button size="lg" busy={busy} disabled={url.trim() === ''} onClick={() => void discover()}>
            {t('discover.button')}
          </Button>
        </div>
      </Field>
      <p role="status" className="text-muted text-xs empty:hidden">
        {filled === null ? '' : t('discover.filled', { count: filled })}
      </p>
      {error ? <ErrorNote error={error} /> : null}
    </div>
  )
}
