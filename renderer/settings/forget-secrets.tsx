import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useGo } from '../app/navigation'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { Section } from '../ui/section'
import { toast } from '../ui/toast'

type ForgetSecretsProps = {
  count: number
  /** The secrets cannot be opened here, which is what a copied workspace looks like. */
  unreadable: boolean
}

/** The last way out of a vault that nothing opens, and the way to hand a computer on. */
export function ForgetSecrets({ count, unreadable }: ForgetSecretsProps) {
  const { t } = useTranslation('settings')
  const go = useGo()
  const [open, setOpen] = useState(false)
  const { run, busy, error } = useCommand(['vault', 'forgetEverything'])
  async function forget() {
    const result = await run()
    if (!result.ok) return
    setOpen(false)
    toast({
      title: t('vault.forget.done'),
      description: t('vault.forget.doneHint'),
      action: { label: t('vault.forget.open'), run: () => go('/settings/health') },
    })
  }
  return (
    <Section
      title={t(unreadable ? 'vault.forget.copiedTitle' : 'vault.forget.title')}
      hint={t(unreadable ? 'vault.forget.copied' : 'vault.forget.hint')}
    >
      <Button onClick={() => setOpen(true)}>{t('vault.forget.button')}</Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t('vault.forget.confirm')}
        description={
          <>
            <span className="block">{t('vault.forget.lost', { count })}</span>
            <span className="mt-2 block">{t('vault.forget.kept')}</span>
          </>
        }
        confirmLabel={t('vault.forget.button')}
        typeToConfirm={t('vault.forget.word')}
        onConfirm={() => void forget()}
        busy={busy}
        error={error}
      />
    </Section>
  )
}
