import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../../shared/domain/integration'
import { useCommand } from '../app/use-command'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { ErrorNote } from '../ui/error-note'
import { Field } from '../ui/field'
import { TextInput } from '../ui/text-input'

export function RenameAccount({ account, onClose }: { account: Account; onClose: () => void }) {
  const { t } = useTranslation('integrations')
  const form = useId()
  const [label, setLabel] = useState(account.label)
  const { run, busy, error } = useCommand(['integrations', 'renameAccount'])
  async function save(event: FormEvent) {
    event.preventDefault()
    const result = await run({ accountId: account.id, label: label.trim() })
    if (result.ok) onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      width={400}
      title={t('accounts.renameTitle', { label: account.label })}
      footer={
        <>
          <Button size="lg" onClick={onClose}>
            {t('ui:cancel')}
          </Button>
          <Button size="lg" type="submit" form={form} variant="primary" busy={busy} disabled={!label.trim()}>
            {t('accounts.rename')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={(event) => void save(event)} className="flex flex-col gap-3">
        <Field required label={t('accounts.renameLabel')}>
          <TextInput maxLength={120} value={label} onChange={setLabel} />
        </Field>
        {error ? <ErrorNote error={error} /> : null}
      </form>
    </Dialog>
  )
}
