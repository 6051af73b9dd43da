import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AppError } from '../../shared/errors'
import { Button } from './button'
import { Dialog } from './dialog'
import { ErrorNote } from './error-note'
import { Field } from './field'
import { TextInput } from './text-input'

type Dependant = { id: string; label: string; hint?: string; icon?: ReactNode }

type ConfirmDialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Names the object: "Delete connector Stripe live". */
  title: string
  /** What happens, and whether it can be undone. */
  description: ReactNode
  /** What depends on it, and a sentence that says how it will fare. */
  dependants?: { intro: string; items: Dependant[] }
  /** Names the thing again: "Delete connector". */
  confirmLabel: string
  onConfirm: () => void
  busy?: boolean
  error?: AppError | null
  danger?: boolean
  /** For the worst: this must be typed first. */
  typeToConfirm?: string
}

/** Asks before something that cannot simply be undone. */
export function ConfirmDialog({ danger = true, busy = false, ...props }: ConfirmDialogProps) {
  const { t } = useTranslation('ui')
  const [typed, setTyped] = useState('')
  const { dependants, typeToConfirm } = props
  const blocked = typeToConfirm !== undefined && typed.trim() !== typeToConfirm
  function handleOpenChange(open: boolean) {
    if (!open) setTyped('')
    props.onOpenChange(open)
  }
  return (
    <Dialog
      open={props.open}
      onOpenChange={handleOpenChange}
      title={props.title}
      description={props.description}
      width={440}
      footer={
        <>
          <Button size="lg" data-safe onClick={() => handleOpenChange(false)}>
            {t('cancel')}
          </Button>
          <Button
            size="lg"
            variant={danger ? 'danger' : 'primary'}
            busy={busy}
            disabled={blocked}
            onClick={props.onConfirm}
          >
            {props.confirmLabel}
          </Button>
        </>
      }
    >
      {dependants || typeToConfirm || props.error ? (
        <div className="flex flex-col gap-4">
          {dependants && dependants.items.length > 0 ? (
            <div>
              <p className="mb-1.5 text-sm">{dependants.intro}</p>
              <ul className="max-h-44 overflow-y-auto rounded-md bg-sunken px-3 py-1.5">
                {dependants.items.map((item) => (
                  <li key={item.id} className="flex h-7 items-center gap-2 text-sm [&_svg]:icon-sm">
                    {item.icon}
                    <span className="min-w-0 flex-1 truncate">{item.label}</span>
                    {item.hint ? <span className="text-muted text-xs">{item.hint}</span> : null}
                  </li>
                ))}
              </ul>
            </div>
          ) : null}
          {typeToConfirm === undefined ? null : (
            <Field required label={t('confirm.type', { name: typeToConfirm })}>
              <TextInput value={typed} onChange={setTyped} autoComplete="off" spellCheck={false} />
            </Field>
          )}
          {props.error ? <ErrorNote error={props.error} /> : null}
        </div>
      ) : null}
    </Dialog>
  )
}
