import { Popover as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from './cx'
import { FLOAT } from './menu'

type PopoverProps = {
  trigger: ReactNode
  /** Name for screen readers. */
  label: string
  open?: boolean
  onOpenChange?: (open: boolean) => void
  align?: 'start' | 'center' | 'end'
  width?: number
  children: ReactNode
}

/** A small panel beside the thing it belongs to: a filter, a column chooser. */
export function Popover({ trigger, label, open, onOpenChange, align = 'start', width = 280, children }: PopoverProps) {
  return (
    <Radix.Root {...(open === undefined ? {} : { open })} {...(onOpenChange ? { onOpenChange } : {})}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          style={{ width }}
          className={cx(FLOAT, 'max-h-(--radix-popover-content-available-height) overflow-y-auto p-3')}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
