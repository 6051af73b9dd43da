import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Field } from '../ui/field'
import { SecretInput } from '../ui/secret-input'
import { Section } from '../ui/section'
import { toast } from '../ui/toast'

const SHORTEST = 8

/** `second`: the keychain stays the first way in. */
export function CreatePassphrase({ second }: { second: boolean }) {
  const { t } = useTranslation('settings')
  const [passphrase, setPassphrase] = useState('')
  const [again, setAgain] = useState('')
  const { run, busy, error } = useCommand(['vault', 'createPassphrase'])
  const differs = again !== '' && again !== passphrase
  async function create(event: FormEvent) {
    event.preventDefault()
    const result = await run({ passphrase })
    if (!result.ok) return
    setPassphrase('')
    setAgain('')
    toast({ title: t('vault.create.done'), tone: 'good' })
  }
  return (
    <Section title={t('vault.create.title')} hint={t(second ? 'vault.create.second' : 'vault.create.hint')}>
      <form onSubmit={(event) => void create(event)} className="flex max-w-100 flex-col gap-3">
        <Field required label={t('vault.create.label')} hint={t('vault.create.fieldHint')}>
          <SecretInput stored={false} value={passphrase} onChange={setPassphrase} placeholder="" />
        </Field>
        <Field required label={t('vault.create.again')} error={differs ? t('vault.create.differs') : undefined}>
          <SecretInput stored={false} value={again} onChange={setAgain} placeholder="" />
        </Field>
        {error ? <ErrorNote error={error} /> : null}
        <div>
          <Button
            type="submit"
            variant={second ? 'secondary' : 'primary'}
            busy={busy}
            disabled={passphrase.length < SHORTEST || again !== passphrase}
          >
            {t('vault.create.button')}
          </Button>
        </div>
      </form>
    </Section>
  )
}
