import { Check } from 'lucide-react'
import { type ReactNode, type RefObject, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from '../ui/cx'

type ListItem = { key: string; content: ReactNode; selected: boolean }

type CellListProps = {
  id: string
  label: string
  items: ListItem[]
  active: number
  multiple?: boolean
  /** Under the list: how the keys work. */
  hint?: string
  onActive: (index: number) => void
  onPick: (index: number) => void
}

const itemId = (listId: string, index: number): string => `${listId}-${index}`

/** The list below an editor. The focus stays in the input, which names the active entry. */
export function CellList({ id, label, items, active, multiple = false, hint, onActive, onPick }: CellListProps) {
  const { t } = useTranslation('ui')
  useEffect(() => {
    document.getElementById(itemId(id, active))?.scrollIntoView({ block: 'nearest' })
  }, [id, active])
  return (
    <>
      <div
        id={id}
        role="listbox"
        aria-label={label}
        aria-multiselectable={multiple}
        tabIndex={-1}
        // The input keeps the focus: leaving it would end the edit.
        onMouseDown={(event) => event.preventDefault()}
        className="max-h-[min(280px,calc(var(--radix-popover-content-available-height)-40px))] overflow-y-auto p-1"
      >
        {items.map((item, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the input, which holds the focus.
          // biome-ignore lint/a11y/useFocusableInteractive: entries are announced through aria-activedescendant.
          <div
            key={item.key}
            id={itemId(id, index)}
            role="option"
            aria-selected={item.selected}
            onPointerMove={() => onActive(index)}
            onClick={() => onPick(index)}
            className={cx(
              'flex min-h-7 items-center gap-2 rounded-md px-2 py-0.5 text-sm [&_svg]:icon-sm',
              index === active && 'bg-hover',
            )}
          >
            <span className="min-w-0 flex-1 truncate">{item.content}</span>
            {item.selected ? <Check className="text-accent" aria-hidden="true" /> : null}
          </div>
        ))}
        {items.length === 0 ? <p className="px-2 py-1.5 text-muted text-sm">{t('select.none')}</p> : null}
      </div>
      {hint ? <p className="border-line border-t px-3 py-1.5 text-muted text-xs">{hint}</p> : null}
    </>
  )
}

type ComboProps = { listId: string; active: number; count: number; inputRef: RefObject<HTMLInputElement | null> }

/** What makes an input the head of such a list. */
export const comboProps = ({ listId, active, count, inputRef }: ComboProps) => ({
  ref: inputRef,
  role: 'combobox' as const,
  type: 'text',
  autoComplete: 'off',
  spellCheck: false,
  'aria-expanded': true,
  'aria-controls': listId,
  'aria-autocomplete': 'list' as const,
  ...(active < count ? { 'aria-activedescendant': itemId(listId, active) } : {}),
})
