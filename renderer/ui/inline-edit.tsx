import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from './cx'

type InlineEditProps = {
  value: string
  /** Called with the trimmed new text, only when it differs and is not empty. */
  onSave: (value: string) => void
  /** What is edited: "Name of the skill". */
  label: string
  placeholder?: string
  maxLength?: number
  disabled?: boolean
  /** Size and weight of the text, the same at rest and while editing. */
  className?: string
}

/** Text that becomes an input when clicked. Enter or leaving saves, Escape takes it back. */
export function InlineEdit({
  value,
  onSave,
  label,
  placeholder,
  maxLength = 120,
  disabled,
  className,
}: InlineEditProps) {
  const { t } = useTranslation('ui')
  const [draft, setDraft] = useState<string | null>(null)
  const [byKey, setByKey] = useState(false)
  function finish(save: boolean) {
    const next = draft?.trim() ?? ''
    setDraft(null)
    if (save && next && next !== value) onSave(next)
  }
  function handleKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter' && event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    setByKey(true)
    finish(event.key === 'Enter')
  }
  if (disabled) return <span className={cx('min-w-0 truncate', className)}>{value}</span>
  if (draft === null) {
    return (
      <button
        type="button"
        // biome-ignore lint/a11y/noAutofocus: whoever ended with a key goes on from here.
        autoFocus={byKey}
        title={t('inline.rename')}
        aria-label={`${label}: ${value}`}
        onClick={() => {
          setByKey(false)
          setDraft(value)
        }}
        className={cx(
          'no-drag -mx-1.5 min-w-0 max-w-[calc(100%+12px)] cursor-text truncate rounded-sm px-1.5 text-start hover:bg-hover',
          !value && 'text-muted',
          className,
        )}
      >
        {value || placeholder}
      </button>
    )
  }
  return (
    <input
      // biome-ignore lint/a11y/noAutofocus: it takes the place of the text that was just clicked.
      autoFocus
      aria-label={label}
      value={draft}
      maxLength={maxLength}
      placeholder={placeholder}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={() => finish(true)}
      onKeyDown={handleKeyDown}
      className={cx(
        'no-drag -mx-1.5 w-full min-w-0 max-w-120 rounded-sm bg-surface px-1.5 [field-sizing:content]',
        className,
      )}
    />
  )
}
