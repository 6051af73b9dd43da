import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './icon-button'

/** The first thing to type in, else what is marked as safe, else the dialog itself; never the close button. */
function focusFirst(event: Event) {
  if (!(event.currentTarget instanceof HTMLElement)) return
  event.preventDefault()
  const box = event.currentTarget
  const first = box.querySelector<HTMLElement>('input:not([disabled]), textarea:not([disabled]), [data-safe]')
  ;(first ?? box).focus()
}

type DialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  description?: ReactNode
  children?: ReactNode
  /** Buttons, right aligned; the safe one first. */
  footer?: ReactNode
  /** In px. */
  width?: number
}

/** Focus goes in, stays in, and returns to where it was. Escape closes. */
export function Dialog({ open, onOpenChange, title, description, children, footer, width = 480 }: DialogProps) {
  const { t } = useTranslation('ui')
  const before = useRef<Element | null>(null)
  function handleOpen(event: Event) {
    before.current = document.activeElement
    focusFirst(event)
  }
  // Radix gives the focus back to a trigger only, and most dialogs are opened without one.
  function handleClose(event: Event) {
    if (!(before.current instanceof HTMLElement) || !before.current.isConnected) return
    event.preventDefault()
    before.current.focus()
  }
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-30 animate-fade bg-scrim" />
        <div className="pointer-events-none fixed inset-0 z-30 flex items-start justify-center p-6 pt-[12vh]">
          <Radix.Content
            {...(description ? {} : { 'aria-describedby': undefined })}
            onOpenAutoFocus={handleOpen}
            onCloseAutoFocus={handleClose}
            style={{ width }}
            className="pointer-events-auto flex max-h-full max-w-full animate-float flex-col overflow-hidden rounded-lg bg-float text-ink shadow-dialog outline-none"
          >
            <header className="flex items-start gap-3 px-5 pt-4 pb-3">
              <div className="min-w-0 flex-1">
                <Radix.Title className="font-semibold text-lg [overflow-wrap:anywhere]">{title}</Radix.Title>
                {description ? (
                  <Radix.Description className="mt-0.5 text-muted text-sm">{description}</Radix.Description>
                ) : null}
              </div>
              <Radix.Close asChild>
                <IconButton label={t('close')} icon={<X aria-hidden="true" />} className="-me-1.5" />
              </Radix.Close>
            </header>
            {children ? <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">{children}</div> : null}
            {footer ? (
              <footer className="flex shrink-0 justify-end gap-2 border-line border-t px-5 py-3">{footer}</footer>
            ) : null}
          </Radix.Content>
        </div>
      </Radix.Portal>
    </Radix.Root>
  )
}
