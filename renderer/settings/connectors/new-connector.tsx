import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConnectorTypeInfo } from '../../../shared/domain/connector'
import { useGo } from '../../app/navigation'
import { useCommand } from '../../app/use-command'
import { Button } from '../../ui/button'
import { ErrorNote } from '../../ui/error-note'
import { Field } from '../../ui/field'
import { RadioCards } from '../../ui/radio-cards'
import { TextInput } from '../../ui/text-input'
import { TypeMark } from './type-mark'

/** A name and a type; everything else is asked for on its configuration page. */
export function NewConnector({ types }: { types: ConnectorTypeInfo[] }) {
  const { t } = useTranslation('connectors')
  const go = useGo()
  const { run, busy, error } = useCommand(['connectors', 'create'])
  const [name, setName] = useState('')
  const [type, setType] = useState<string | null>(null)
  const taken = error?.code === 'conflict' ? error.message : undefined
  async function create(event: FormEvent) {
    event.preventDefault()
    if (!type || busy) return
    const result = await run({ name: name.trim(), type })
    if (result.ok) go(`/settings/connectors/${result.value}`, { replace: true })
  }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <form
        aria-labelledby="new-connector"
        onSubmit={(event) => void create(event)}
        className="mx-auto flex max-w-[640px] flex-col gap-5 px-6 py-6"
      >
        <div>
          <h2 id="new-connector" className="font-semibold text-xl">
            {t('new.title')}
          </h2>
          <p className="text-muted text-sm">{t('new.hint')}</p>
        </div>
        <Field required label={t('new.name')} hint={t('new.nameHint')} error={taken}>
          <TextInput
            autoFocus
            maxLength={120}
            value={name}
            onChange={setName}
            autoComplete="off"
            placeholder={t('new.placeholder')}
          />
        </Field>
        <div className="flex flex-col gap-1.5">
          <p className="font-medium text-sm" aria-hidden="true">
            {t('new.type')}
          </p>
          <RadioCards
            label={t('new.type')}
            value={type}
            onChange={setType}
            options={types.map((info) => ({
              value: info.id,
              label: info.name,
              hint: info.description,
              icon: <TypeMark id={info.id} name={info.name} />,
            }))}
          />
        </div>
        {error && !taken ? <ErrorNote error={error} /> : null}
        <div className="flex gap-2">
          <Button onClick={() => go('/settings/connectors', { replace: true })}>{t('ui:cancel')}</Button>
          <Button type="submit" variant="primary" busy={busy} disabled={name.trim() === '' || type === null}>
            {t('new.create')}
          </Button>
        </div>
      </form>
    </div>
  )
}
