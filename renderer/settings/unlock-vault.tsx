import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Field } from '../ui/field'
import { SecretInput } from '../ui/secret-input'
import { Section } from '../ui/section'

export function UnlockVault() {
  const { t } = useTranslation('settings')
  const [passphrase, setPassphrase] = useState('')
  const { run, busy, error } = useCommand(['vault', 'unlock'])
  async function unlock(event: FormEvent) {
    event.preventDefault()
    const result = await run({ passphrase })
    if (result.ok) setPassphrase('')
  }
  return (
    <Section title={t('vault.unlock.title')}>
      <form onSubmit={(event) => void unlock(event)} className="flex max-w-100 flex-col items-start gap-3">
        <div className="w-full">
          <Field required label={t('vault.unlock.label')}>
            <SecretInput stored={false} value={passphrase} onChange={setPassphrase} placeholder="" />
          </Field>
        </div>
        {error ? <ErrorNote error={error} className="w-full" /> : null}
        <Button type="submit" variant="primary" busy={busy} disabled={passphrase === ''}>
          {t('vault.unlock.button')}
        </Button>
      </form>
    </Section>
  )
}
