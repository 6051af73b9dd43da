import { ChevronLeft } from 'lucide-react'
import { createContext, type ReactNode, use } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './icon-button'
import { InlineEdit } from './inline-edit'

/** What the shell puts at the right end of every header (the palette button). */
export const HeaderEnd = createContext<ReactNode>(null)

type PageHeaderProps = {
  title: string
  /** Makes the title click-to-rename. */
  onRename?: (title: string) => void
  /** What is renamed: "Name of the skill". */
  renameLabel?: string
  onBack?: () => void
  /** A mark before the title. */
  icon?: ReactNode
  /** A jack, a badge, "Saved". */
  state?: ReactNode
  /** Buttons; at most one primary. */
  actions?: ReactNode
}

/** The 44 px at the top of a screen; the free part moves the window. */
export function PageHeader({ title, onRename, renameLabel, onBack, icon, state, actions }: PageHeaderProps) {
  const { t } = useTranslation('ui')
  const end = use(HeaderEnd)
  return (
    <header className="drag titlebar-room flex h-bar shrink-0 items-center gap-2 border-line border-b ps-4">
      {onBack ? (
        <IconButton
          label={t('back')}
          icon={<ChevronLeft aria-hidden="true" className="rtl:rotate-180" />}
          onClick={onBack}
          className="-ms-2"
        />
      ) : null}
      {icon}
      <h1 className="flex min-w-0 font-semibold text-md">
        {onRename ? (
          <InlineEdit value={title} onSave={onRename} label={renameLabel ?? t('inline.name')} />
        ) : (
          <span className="truncate">{title}</span>
        )}
      </h1>
      <div className="flex min-w-0 flex-1 items-center gap-2 overflow-hidden text-muted text-xs">{state}</div>
      <div className="no-drag flex shrink-0 items-center gap-1.5">{actions}</div>
      {end ? <div className="no-drag flex shrink-0 items-center">{end}</div> : null}
    </header>
  )
}
