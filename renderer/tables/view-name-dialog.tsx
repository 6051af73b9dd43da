import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AppError } from '../../shared/errors'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { ErrorNote } from '../ui/error-note'
import { Field } from '../ui/field'
import { TextInput } from '../ui/text-input'
import type { ViewModel } from './view-model'
import { USUAL_STATE } from './view-state'

/** What the name is for, and the one to start from. */
export type NameTask = { kind: 'new' | 'rename' | 'duplicate'; name: string }

type ViewNameDialogProps = { task: NameTask; model: ViewModel; onClose: () => void }

/** Asks for the name of a view. A new one shows everything; a duplicate stands as the open one does. */
export function ViewNameDialog({ task, model, onClose }: ViewNameDialogProps) {
  const { t } = useTranslation('table-tools')
  const formId = useId()
  const [name, setName] = useState(task.name)
  const [error, setError] = useState<AppError | null>(null)
  const [busy, setBusy] = useState(false)
  const cleaned = name.trim()
  async function handleSubmit(event: FormEvent) {
    event.preventDefault()
    if (cleaned === '') return
    setBusy(true)
    const done = await perform()
    setBusy(false)
    if (done.ok) onClose()
    else setError(done.error)
  }
  const perform = () => {
    if (task.kind === 'rename') return model.rename(cleaned)
    return model.create(cleaned, task.kind === 'new' ? USUAL_STATE : model.state)
  }
  const action = task.kind === 'rename' ? t('view.rename') : t('view.create')
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t(`view.${task.kind}`)}
      width={400}
      footer={
        <>
          <Button onClick={onClose}>{t('ui:cancel')}</Button>
          <Button variant="primary" type="submit" form={formId} busy={busy} disabled={cleaned === ''}>
            {action}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void handleSubmit(event)} className="flex flex-col gap-3">
        <Field label={t('view.name')} required>
          <TextInput value={name} onChange={setName} maxLength={120} onFocus={(event) => event.target.select()} />
        </Field>
        {error ? <ErrorNote error={error} /> : null}
      </form>
    </Dialog>
  )
}
