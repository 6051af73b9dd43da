import { Search, X } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './icon-button'
import { TextInput } from './text-input'

type SearchInputProps = {
  value: string
  onChange: (value: string) => void
  /** Says what is searched: "Search integrations". Also its accessible name. */
  placeholder: string
  autoFocus?: boolean
}

/** Escape clears it; a second Escape goes on to whatever is around it. */
export function SearchInput({ value, onChange, placeholder, autoFocus = false }: SearchInputProps) {
  const { t } = useTranslation('ui')
  const input = useRef<HTMLInputElement>(null)
  return (
    <TextInput
      ref={input}
      type="search"
      value={value}
      onChange={onChange}
      placeholder={placeholder}
      aria-label={placeholder}
      autoFocus={autoFocus}
      icon={<Search aria-hidden="true" />}
      className="[&::-webkit-search-cancel-button]:hidden"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !value) return
        event.stopPropagation()
        event.preventDefault()
        onChange('')
      }}
      {...(value
        ? {
            end: (
              <IconButton
                size="sm"
                label={t('search.clear')}
                icon={<X aria-hidden="true" />}
                onClick={() => {
                  onChange('')
                  input.current?.focus()
                }}
              />
            ),
          }
        : {})}
    />
  )
}
