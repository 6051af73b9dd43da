import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { Toast as Radix } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import { Button } from './button'
import { IconButton } from './icon-button'
import { dismissToast, useToasts } from './toast'

/** Where toasts appear. Once, in the shell. */
export function ToastHost() {
  const { t } = useTranslation('ui')
  const toasts = useToasts((state) => state.toasts)
  return (
    <Radix.Provider swipeDirection="right" label={t('toast.one')}>
      {toasts.map((shown) => (
        <Radix.Root
          key={shown.id}
          duration={shown.duration ?? (shown.action ? 8000 : 5000)}
          onOpenChange={(open) => {
            if (!open) dismissToast(shown.id)
          }}
          className="flex animate-float items-center gap-2.5 rounded-lg bg-float py-2 ps-3 pe-2 text-ink shadow-menu data-[swipe=move]:translate-x-(--radix-toast-swipe-move-x)"
        >
          {shown.tone === 'good' ? <CircleCheck className="icon text-good" aria-hidden="true" /> : null}
          {shown.tone === 'bad' ? <CircleAlert className="icon text-bad" aria-hidden="true" /> : null}
          <div className="min-w-0 flex-1">
            <Radix.Title className="font-medium text-sm [overflow-wrap:anywhere]">{shown.title}</Radix.Title>
            {shown.description ? (
              <Radix.Description className="text-muted text-xs [overflow-wrap:anywhere]">
                {shown.description}
              </Radix.Description>
            ) : null}
          </div>
          {shown.action ? (
            <Radix.Action asChild altText={shown.action.label}>
              <Button size="sm" onClick={shown.action.run}>
                {shown.action.label}
              </Button>
            </Radix.Action>
          ) : null}
          <Radix.Close asChild>
            <IconButton size="sm" label={t('close')} icon={<X aria-hidden="true" />} />
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport
        label={t('toast.region')}
        className="fixed end-4 bottom-10 z-50 flex w-[348px] max-w-[calc(100vw-32px)] flex-col gap-2 outline-none"
      />
    </Radix.Provider>
  )
}
