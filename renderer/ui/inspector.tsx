import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './icon-button'

type InspectorProps = {
  title: ReactNode
  onClose: () => void
  /** Small buttons before the close button. */
  actions?: ReactNode
  /** In px, 320 to 420. */
  width?: number
  footer?: ReactNode
  children: ReactNode
}

/** The panel at the right for a record, receipt, run or history. In a narrow window it lies over the content. Escape closes. */
export function Inspector({ title, onClose, actions, width = 360, footer, children }: InspectorProps) {
  const { t } = useTranslation('ui')
  return (
    <aside
      aria-label={typeof title === 'string' ? title : t('inspector')}
      style={{ width }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        event.stopPropagation()
        onClose()
      }}
      className="flex max-w-[85%] shrink-0 animate-slide flex-col border-line border-s bg-surface max-[1100px]:absolute max-[1100px]:inset-y-0 max-[1100px]:end-0 max-[1100px]:z-20 max-[1100px]:shadow-menu"
    >
      <header className="flex h-10 shrink-0 items-center gap-1 border-line border-b ps-4 pe-2">
        <h2 className="min-w-0 flex-1 truncate font-medium text-sm">{title}</h2>
        {actions}
        <IconButton size="sm" label={t('close')} shortcut="escape" icon={<X aria-hidden="true" />} onClick={onClose} />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto p-4">{children}</div>
      {footer ? <footer className="flex shrink-0 gap-2 border-line border-t px-4 py-3">{footer}</footer> : null}
    </aside>
  )
}
