import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx'
import { useFieldProps } from './field'

/** The look every control with typed text shares. */
export const CONTROL =
  'w-full rounded-md bg-surface text-sm text-ink shadow-[inset_0_0_0_1px_var(--control-line)] transition-shadow duration-100 disabled:opacity-50 aria-invalid:shadow-[inset_0_0_0_1px_var(--bad)]'

type TextInputProps = Omit<ComponentProps<'input'>, 'onChange' | 'value' | 'size'> & {
  value: string
  onChange: (value: string) => void
  /** For ids, URLs, keys and SQL. */
  mono?: boolean
  icon?: ReactNode
  end?: ReactNode
}

export function TextInput({ value, onChange, mono = false, icon, end, className, ...rest }: TextInputProps) {
  const field = useFieldProps()
  const input = (
    <input
      type="text"
      spellCheck={mono ? false : undefined}
      {...field}
      {...rest}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={cx(
        CONTROL,
        'h-8 read-only:bg-sunken',
        icon ? 'ps-8' : 'ps-2.5',
        end ? 'pe-9' : 'pe-2.5',
        mono && 'font-mono text-xs',
        className,
      )}
    />
  )
  if (!icon && !end) return input
  return (
    <div className="relative flex w-full items-center">
      {icon ? <span className="pointer-events-none absolute start-2.5 text-muted [&_svg]:icon-sm">{icon}</span> : null}
      {input}
      {end ? <span className="absolute end-1 flex items-center text-muted">{end}</span> : null}
    </div>
  )
}
