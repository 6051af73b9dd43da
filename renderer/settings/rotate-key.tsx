import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { VaultStatus } from '../../shared/domain/vault'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { ErrorNote } from '../ui/error-note'
import { Field } from '../ui/field'
import { SecretInput } from '../ui/secret-input'
import { Section } from '../ui/section'
import { toast } from '../ui/toast'

/** For a key that somebody may have seen. Secrets stay; only what seals them changes. */
export function RotateKey({ mode }: { mode: VaultStatus['mode'] }) {
  const { t } = useTranslation('settings')
  const [open, setOpen] = useState(false)
  return (
    <Section title={t('vault.rotate.title')} hint={t('vault.rotate.hint')}>
      <Button onClick={() => setOpen(true)}>{t('vault.rotate.button')}</Button>
      {open ? <RotateDialog mode={mode} onClose={() => setOpen(false)} /> : null}
    </Section>
  )
}

const FORM = 'rotate-key'

function RotateDialog({ mode, onClose }: { mode: VaultStatus['mode']; onClose: () => void }) {
  const { t } = useTranslation('settings')
  const { run, busy, error } = useCommand(['vault', 'rotateMasterKey'])
  const [passphrase, setPassphrase] = useState('')
  // Only main knows whether a vault of the keychain has a passphrase as well: it asks for it.
  const [asked, setAsked] = useState(mode === 'passphrase')
  const wants = error?.code === 'invalid-input' && error.field === 'passphrase'
  async function rotate(event: FormEvent) {
    event.preventDefault()
    const result = await run(asked ? { passphrase } : {})
    if (!result.ok) {
      if (result.error.code === 'invalid-input' && result.error.field === 'passphrase') setAsked(true)
      return
    }
    toast({ title: t('vault.rotate.done'), tone: 'good' })
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      width={440}
      title={t('vault.rotate.confirm')}
      description={t(mode === 'passphrase' ? 'vault.rotate.passphrase' : 'vault.rotate.keychain')}
      footer={
        <>
          <Button size="lg" data-safe onClick={onClose}>
            {t('ui:cancel')}
          </Button>
          <Button
            type="submit"
            form={FORM}
            size="lg"
            variant="primary"
            busy={busy}
            disabled={asked && passphrase === ''}
          >
            {t('vault.rotate.button')}
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={(event) => void rotate(event)} className="flex flex-col gap-4 empty:hidden">
        {asked ? (
          <Field required label={t('vault.unlock.label')} hint={t('vault.rotate.needed')}>
            <SecretInput stored={false} value={passphrase} onChange={setPassphrase} placeholder="" />
          </Field>
        ) : null}
        {error && !wants ? <ErrorNote error={error} /> : null}
      </form>
    </Dialog>
  )
}
