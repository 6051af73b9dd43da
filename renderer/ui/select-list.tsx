import { Check } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from './cx'
import { listKeyTarget, typeAheadTarget } from './list-keys'
import type { SelectOption } from './select'

type SelectListProps<T extends string> = {
  id: string
  label: string
  options: SelectOption<T>[]
  value: T | null
  searchable: boolean
  onChoose: (option: SelectOption<T>) => void
}

const TYPE_AHEAD_MS = 600

/** The open list of a `Select`: focus stays on the list (or its search box), the active option is announced by id. */
export function SelectList<T extends string>({ id, label, options, value, searchable, onChoose }: SelectListProps<T>) {
  const { t } = useTranslation('ui')
  const [search, setSearch] = useState('')
  const [active, setActive] = useState(() =>
    Math.max(
      0,
      options.findIndex((option) => option.value === value),
    ),
  )
  const typed = useRef({ text: '', at: 0 })
  const focused = useRef<HTMLElement>(null)
  const shown = options.filter((option) =>
    `${option.label} ${option.hint ?? ''}`.toLocaleLowerCase().includes(search.trim().toLocaleLowerCase()),
  )
  useEffect(() => focused.current?.focus(), [])
  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, active])

  const choose = (option: SelectOption<T> | undefined) => {
    if (option && !option.disabled) onChoose(option)
  }
  function handleKeyDown(event: KeyboardEvent) {
    const target = listKeyTarget(event.key, active, shown.length)
    if (target !== null) {
      event.preventDefault()
      setActive(target)
    } else if (event.key === 'Enter' || (event.key === ' ' && !searchable)) {
      event.preventDefault()
      choose(shown[active])
    } else if (!searchable && event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
      const fresh = event.timeStamp - typed.current.at > TYPE_AHEAD_MS
      typed.current = { text: fresh ? event.key : typed.current.text + event.key, at: event.timeStamp }
      const labels = shown.map((option) => option.label)
      setActive(typeAheadTarget(labels, typed.current.text, active) ?? active)
    }
  }
  const activeId = shown[active] ? `${id}-${active}` : undefined
  return (
    <>
      {searchable ? (
        <input
          ref={(node) => {
            focused.current = node
          }}
          role="combobox"
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={activeId}
          aria-label={t('select.search')}
          placeholder={t('select.search')}
          value={search}
          onChange={(event) => {
            setSearch(event.target.value)
            setActive(0)
          }}
          onKeyDown={handleKeyDown}
          className="h-9 border-line border-b bg-transparent px-3 text-sm outline-none focus-visible:outline-none"
        />
      ) : null}
      <div
        ref={(node) => {
          if (!searchable) focused.current = node
        }}
        id={id}
        role="listbox"
        aria-label={label}
        tabIndex={searchable ? -1 : 0}
        aria-activedescendant={activeId}
        onKeyDown={searchable ? undefined : handleKeyDown}
        className="max-h-[min(320px,calc(var(--radix-popover-content-available-height)-40px))] overflow-y-auto p-1 outline-none focus-visible:outline-none"
      >
        {shown.map((option, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the listbox, which holds the focus.
          // biome-ignore lint/a11y/useFocusableInteractive: options are announced through aria-activedescendant.
          <div
            key={option.value}
            id={`${id}-${index}`}
            role="option"
            aria-selected={option.value === value}
            aria-disabled={option.disabled ?? false}
            onPointerMove={() => setActive(index)}
            onClick={() => choose(option)}
            className={cx(
              'flex min-h-7 items-center gap-2 rounded-md px-2 py-1 text-sm aria-disabled:opacity-45 [&_svg]:icon-sm',
              index === active && 'bg-hover',
            )}
          >
            {option.icon}
            <span className="min-w-0 flex-1">
              <span className="block truncate">{option.label}</span>
              {option.hint ? <span className="block text-muted text-xs">{option.hint}</span> : null}
            </span>
            {option.value === value ? <Check className="text-accent" aria-hidden="true" /> : null}
          </div>
        ))}
        {shown.length === 0 ? <p className="px-2 py-1.5 text-muted text-sm">{t('select.none')}</p> : null}
      </div>
    </>
  )
}
