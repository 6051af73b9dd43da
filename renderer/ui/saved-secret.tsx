import { Eye, EyeOff, KeyRound } from 'lucide-react'
import { type FocusEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button'
import { useFieldProps } from './field'
import { IconButton } from './icon-button'
import { TextInput } from './text-input'

type SavedSecretProps = {
  /** What it is, as on its label: "Client secret". */
  label: string
  stored: boolean
  /** Where a stored value is kept: "Stored in your keychain". */
  where: string
  /** What was typed since the field was opened; undefined until something was. */
  value: string | undefined
  /** Called with every letter; whoever hears it stores it. */
  onChange: (value: string) => void
  /** The field was left: time to forget what was typed. */
  onLeave: () => void
  placeholder?: string
}

/** A secret that is stored while it is typed. A stored one is never shown: it can be replaced or removed. */
export function SavedSecret({ label, stored, where, value, onChange, onLeave, placeholder }: SavedSecretProps) {
  const { t } = useTranslation('ui')
  const field = useFieldProps('button')
  const input = useRef<HTMLInputElement>(null)
  const [replacing, setReplacing] = useState(false)
  const [shown, setShown] = useState(false)
  const typed = value !== undefined
  function handleBlur({ currentTarget, relatedTarget }: FocusEvent) {
    if (currentTarget.contains(relatedTarget)) return
    setReplacing(false)
    setShown(false)
    onLeave()
  }
  if (stored && !replacing && !typed) {
    return (
      <div className="flex h-8 items-center gap-2 rounded-md bg-sunken ps-2.5 pe-1 text-muted text-sm">
        <KeyRound className="icon-sm" aria-hidden="true" />
        <span className="min-w-0 flex-1 truncate">{where}</span>
        <Button
          {...field}
          size="sm"
          variant="ghost"
          aria-label={t('secret.replaceNamed', { label })}
          onClick={() => setReplacing(true)}
        >
          {t('secret.replace')}
        </Button>
      </div>
    )
  }
  function remove() {
    onChange('')
    input.current?.focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notices that the focus went elsewhere.
    <div className="flex items-center gap-1" onBlur={handleBlur}>
      <TextInput
        ref={input}
        mono
        type={shown ? 'text' : 'password'}
        autoComplete="off"
        autoFocus={replacing}
        value={value ?? ''}
        onChange={onChange}
        placeholder={placeholder ?? t('secret.placeholder')}
        end={
          <IconButton
            size="sm"
            label={shown ? t('secret.hide') : t('secret.show')}
            icon={shown ? <EyeOff aria-hidden="true" /> : <Eye aria-hidden="true" />}
            onClick={() => setShown(!shown)}
          />
        }
      />
      {stored && !typed ? (
        <>
          <Button variant="ghost" onClick={() => setReplacing(false)}>
            {t('secret.keep')}
          </Button>
          <Button variant="ghost" onClick={remove}>
            {t('secret.remove')}
          </Button>
        </>
      ) : null}
    </div>
  )
}
