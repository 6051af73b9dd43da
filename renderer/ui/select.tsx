import { ChevronsUpDown } from 'lucide-react'
import { Popover } from 'radix-ui'
import { type ReactNode, useId, useState } from 'react'
import { cx } from './cx'
import { useFieldProps } from './field'
import { FLOAT } from './menu'
import { SelectList } from './select-list'
import { CONTROL } from './text-input'

export type SelectOption<T extends string = string> = {
  value: T
  label: string
  hint?: string
  icon?: ReactNode
  disabled?: boolean
}

type SelectProps<T extends string> = {
  value: T | null
  onChange: (value: T) => void
  options: SelectOption<T>[]
  /** Name for screen readers when no `Field` is around it. */
  label?: string
  placeholder?: string
  /** `chip` is the small borderless one of toolbars and the composer. */
  look?: 'field' | 'chip'
  /** Shows a box to type in; by itself from nine options on. */
  searchable?: boolean
  disabled?: boolean
}

/** One of many. A popover with a listbox: Radix Select sets innerHTML, which Trusted Types forbid. */
export function Select<T extends string>({
  value,
  onChange,
  options,
  label,
  placeholder,
  look = 'field',
  searchable = options.length > 8,
  disabled = false,
}: SelectProps<T>) {
  const field = useFieldProps('button')
  const listId = useId()
  const [open, setOpen] = useState(false)
  const chosen = options.find((option) => option.value === value)
  const name = label ?? placeholder ?? chosen?.label ?? ''
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        {...field}
        {...(label ? { 'aria-label': chosen ? `${label}: ${chosen.label}` : label } : {})}
        type="button"
        disabled={disabled}
        aria-haspopup="listbox"
        aria-controls={open ? listId : undefined}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
          event.preventDefault()
          setOpen(true)
        }}
        className={cx(
          'flex items-center gap-2 text-start [&_svg]:icon-sm',
          look === 'field'
            ? cx(CONTROL, 'h-8 ps-2.5 pe-2')
            : 'h-6 max-w-56 gap-1.5 rounded-full px-2 text-muted text-xs hover:bg-hover hover:text-ink data-[state=open]:bg-hover',
        )}
      >
        {chosen?.icon}
        <span className={cx('min-w-0 flex-1 truncate', !chosen && 'text-muted')}>{chosen?.label ?? placeholder}</span>
        <ChevronsUpDown className={cx('text-muted', look === 'chip' && 'size-3!')} aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label={name}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className={cx(FLOAT, 'flex min-w-(--radix-popover-trigger-width) max-w-80 flex-col')}
        >
          <SelectList
            id={listId}
            label={name}
            options={options}
            value={value}
            searchable={searchable}
            onChoose={(option) => {
              setOpen(false)
              onChange(option.value)
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
