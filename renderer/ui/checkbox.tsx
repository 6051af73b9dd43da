import { Check, Minus } from 'lucide-react'
import { Checkbox as Radix } from 'radix-ui'
import { type ReactNode, useId } from 'react'
import { cx } from './cx'

type CheckboxProps = {
  /** `'some'` for a parent of which only a part is ticked. */
  checked: boolean | 'some'
  onChange: (checked: boolean) => void
  label: ReactNode
  hint?: ReactNode
  hideLabel?: boolean
  disabled?: boolean
}

export function Checkbox({ checked, onChange, label, hint, hideLabel = false, disabled = false }: CheckboxProps) {
  const id = useId()
  return (
    <div className="flex items-start gap-2">
      <Radix.Root
        id={id}
        checked={checked === 'some' ? 'indeterminate' : checked}
        disabled={disabled}
        onCheckedChange={(next) => onChange(next === true)}
        className={cx(
          'mt-[3px] flex size-3.5 shrink-0 items-center justify-center rounded-[4px] bg-surface text-on-accent disabled:opacity-45',
          'shadow-[inset_0_0_0_1px_var(--control-line)] data-[state=checked]:bg-accent data-[state=checked]:shadow-none',
          'data-[state=indeterminate]:bg-accent data-[state=indeterminate]:shadow-none',
        )}
      >
        <Radix.Indicator>
          {checked === 'some' ? (
            <Minus className="size-3 stroke-3" aria-hidden="true" />
          ) : (
            <Check className="size-3 stroke-3" aria-hidden="true" />
          )}
        </Radix.Indicator>
      </Radix.Root>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : cx('min-w-0', disabled && 'opacity-50')}>
        <span className="block text-sm">{label}</span>
        {hint ? <span className="block text-muted text-xs">{hint}</span> : null}
      </label>
    </div>
  )
}
