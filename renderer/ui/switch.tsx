import { Switch as Radix } from 'radix-ui'
import { type ReactNode, useId } from 'react'
import { cx } from './cx'

type SwitchProps = {
  checked: boolean
  onChange: (checked: boolean) => void
  /** A sentence. It is shown at the left unless `hideLabel`. */
  label: ReactNode
  hint?: ReactNode
  hideLabel?: boolean
  disabled?: boolean
}

/** On or off, at once. What is off is plainly off: the sentence turns quiet too. */
export function Switch({ checked, onChange, label, hint, hideLabel = false, disabled = false }: SwitchProps) {
  const id = useId()
  return (
    <div className={cx('flex items-start gap-3', hideLabel && 'inline-flex')}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'min-w-0 flex-1'}>
        <span className={cx('block text-sm', checked && !disabled ? 'text-ink' : 'text-muted')}>{label}</span>
        {hint ? <span className="block text-muted text-xs">{hint}</span> : null}
      </label>
      <Radix.Root
        id={id}
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChange}
        className={cx(
          'mt-0.5 inline-flex h-4 w-7 shrink-0 items-center rounded-full p-0.5 transition-colors duration-150',
          'bg-control-line data-[state=checked]:bg-accent disabled:opacity-45',
        )}
      >
        <Radix.Thumb className="size-3 rounded-full bg-bg transition-transform duration-150 data-[state=checked]:translate-x-3 rtl:data-[state=checked]:-translate-x-3" />
      </Radix.Root>
    </div>
  )
}
