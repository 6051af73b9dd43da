import { RadioGroup } from 'radix-ui'
import { type ReactNode, useId } from 'react'
import { cx } from './cx'

type RadioCard<T extends string> = {
  value: T
  label: string
  hint?: string
  icon?: ReactNode
  disabled?: boolean
}

type RadioCardsProps<T extends string> = {
  /** What is chosen here; the name of the group. */
  label: string
  value: T | null
  onChange: (value: T) => void
  options: RadioCard<T>[]
  columns?: 1 | 2 | 3
}

const COLUMNS = { 1: 'grid-cols-1', 2: 'grid-cols-2', 3: 'grid-cols-3' }

/** A choice of few, each with a line that explains it. */
export function RadioCards<T extends string>({ label, value, onChange, options, columns = 1 }: RadioCardsProps<T>) {
  const id = useId()
  return (
    <RadioGroup.Root
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        const chosen = options.find((option) => option.value === next)
        if (chosen) onChange(chosen.value)
      }}
      className={cx('grid gap-2', COLUMNS[columns])}
    >
      {options.map((option) => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          disabled={option.disabled ?? false}
          aria-labelledby={`${id}-${option.value}`}
          {...(option.hint ? { 'aria-describedby': `${id}-${option.value}-hint` } : {})}
          className={cx(
            'group flex items-start gap-2.5 rounded-md bg-surface px-3 py-2.5 text-start shadow-[inset_0_0_0_1px_var(--line)]',
            'hover:shadow-[inset_0_0_0_1px_var(--line-strong)] disabled:opacity-45',
            'data-[state=checked]:bg-accent-soft data-[state=checked]:shadow-[inset_0_0_0_1px_var(--accent)]',
          )}
        >
          {option.icon ? (
            <span className="mt-0.5 text-muted group-data-[state=checked]:text-accent [&_svg]:icon">{option.icon}</span>
          ) : (
            <span className="mt-[3px] flex size-3.5 shrink-0 items-center justify-center rounded-full bg-surface shadow-[inset_0_0_0_1px_var(--control-line)] group-data-[state=checked]:shadow-[inset_0_0_0_4px_var(--accent)]" />
          )}
          <span className="min-w-0">
            <span id={`${id}-${option.value}`} className="block font-medium text-sm">
              {option.label}
            </span>
            {option.hint ? (
              <span id={`${id}-${option.value}-hint`} className="block text-muted text-xs">
                {option.hint}
              </span>
            ) : null}
          </span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  )
}
