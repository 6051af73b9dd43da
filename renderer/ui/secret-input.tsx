import { Eye, EyeOff, KeyRound } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button'
import { useFieldProps } from './field'
import { IconButton } from './icon-button'
import { TextInput } from './text-input'

type SecretInputProps = {
  /** A value is in the keychain already. It is never shown. */
  stored: boolean
  /** What was typed now; empty until the person replaces the stored one. */
  value: string
  onChange: (value: string) => void
  placeholder?: string
}

/** Takes a secret and gives nothing back: a stored one can only be replaced. */
export function SecretInput({ stored, value, onChange, placeholder }: SecretInputProps) {
  const { t } = useTranslation('ui')
  const field = useFieldProps('button')
  const [replacing, setReplacing] = useState(false)
  const [shown, setShown] = useState(false)
  if (stored && !replacing && !value) {
    return (
      <div className="flex h-8 items-center gap-2 rounded-md bg-sunken ps-2.5 pe-1 text-muted">
        <KeyRound className="icon-sm" aria-hidden="true" />
        <span className="min-w-0 flex-1 truncate">{t('secret.stored')}</span>
        <Button {...field} size="sm" variant="ghost" onClick={() => setReplacing(true)}>
          {t('secret.replace')}
        </Button>
      </div>
    )
  }
  return (
    <div className="flex items-center gap-1">
      <TextInput
        mono
        type={shown ? 'text' : 'password'}
        autoComplete="off"
        autoFocus={replacing}
        value={value}
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
      {stored ? (
        <Button
          variant="ghost"
          onClick={() => {
            onChange('')
            setReplacing(false)
          }}
        >
          {t('secret.keep')}
        </Button>
      ) : null}
    </div>
  )
}
