import type { ComponentProps } from 'react'
import { cx } from './cx'
import { useFieldProps } from './field'
import { CONTROL } from './text-input'

type TextAreaProps = Omit<ComponentProps<'textarea'>, 'onChange' | 'value' | 'rows'> & {
  value: string
  onChange: (value: string) => void
  minRows?: number
  maxRows?: number
  mono?: boolean
  /** Without border and ground, for a composer that draws its own. */
  bare?: boolean
}

/** Grows with its text between two limits; an invisible twin in the same grid cell gives the height. */
export function TextArea({
  value,
  onChange,
  minRows = 3,
  maxRows = 10,
  mono = false,
  bare = false,
  className,
  ...rest
}: TextAreaProps) {
  const field = useFieldProps()
  const text = cx(
    'col-start-1 row-start-1 min-w-0 whitespace-pre-wrap [overflow-wrap:anywhere]',
    bare ? 'bg-transparent' : cx(CONTROL, 'px-2.5 py-1.5 read-only:bg-sunken'),
    mono && 'font-mono text-xs leading-5',
    className,
  )
  const limits = { minHeight: `calc(${minRows}lh + 12px)`, maxHeight: `calc(${maxRows}lh + 12px)` }
  return (
    <div className="grid w-full">
      <textarea
        {...field}
        {...rest}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={cx(text, 'resize-none overflow-y-auto', bare && 'outline-none focus-visible:outline-none')}
        style={limits}
      />
      <div aria-hidden="true" className={cx(text, 'pointer-events-none invisible overflow-hidden')} style={limits}>
        {`${value} `}
      </div>
    </div>
  )
}
