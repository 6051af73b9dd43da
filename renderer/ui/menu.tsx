import { Check } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import type { ReactNode } from 'react'
import { cx } from './cx'
import { Kbd } from './kbd'

type MenuAction = {
  id: string
  label: string
  hint?: string
  icon?: ReactNode
  shortcut?: string
  danger?: boolean
  disabled?: boolean
  /** Present (true or false) on entries that are switched on and off. */
  checked?: boolean
  onSelect: () => void
}

/** `'line'` is a divider; `{ heading }` names the entries below it. */
export type MenuItem = MenuAction | 'line' | { heading: string }

type MenuProps = {
  /** The button that opens it. */
  trigger: ReactNode
  items: MenuItem[]
  align?: 'start' | 'center' | 'end'
  side?: 'top' | 'bottom' | 'left' | 'right'
}

/** The ground of everything that floats over the page. */
export const FLOAT = 'z-40 animate-float rounded-lg bg-float text-ink shadow-menu outline-none'

const ITEM =
  'flex min-h-7 items-center gap-2 rounded-md px-2 py-1 text-sm outline-none data-[disabled]:opacity-45 [&_svg]:icon-sm'

function Entry({ item, withIcons }: { item: MenuAction; withIcons: boolean }) {
  const mark = item.checked ? <Check aria-hidden="true" /> : item.icon
  const body = (
    <>
      {withIcons ? <span className="flex w-3.5 justify-center">{mark}</span> : null}
      <span className="min-w-0 flex-1">
        <span className="block truncate">{item.label}</span>
        {item.hint ? <span className="block text-muted text-xs">{item.hint}</span> : null}
      </span>
      {item.shortcut ? <Kbd keys={item.shortcut} /> : null}
    </>
  )
  const shared = {
    disabled: item.disabled ?? false,
    onSelect: item.onSelect,
    className: cx(
      ITEM,
      item.danger
        ? 'text-bad data-[highlighted]:bg-bad-soft'
        : '[&_svg]:text-muted data-[highlighted]:bg-hover data-[highlighted]:[&_svg]:text-ink',
    ),
  }
  if (item.checked === undefined) return <DropdownMenu.Item {...shared}>{body}</DropdownMenu.Item>
  return (
    <DropdownMenu.CheckboxItem {...shared} checked={item.checked}>
      {body}
    </DropdownMenu.CheckboxItem>
  )
}

export function Menu({ trigger, items, align = 'start', side = 'bottom' }: MenuProps) {
  const withIcons = items.some((item) => typeof item === 'object' && 'id' in item && (item.icon || 'checked' in item))
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className={cx(
            FLOAT,
            'max-h-[min(480px,var(--radix-dropdown-menu-content-available-height))] min-w-44 max-w-80 overflow-y-auto p-1',
          )}
        >
          {items.map((item, index) => {
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity of their own.
            if (item === 'line') return <DropdownMenu.Separator key={`line-${index}`} className="m-1 h-px bg-line" />
            if ('heading' in item)
              return (
                <DropdownMenu.Label key={item.heading} className="px-2 pt-1.5 pb-1 font-medium text-muted text-xs">
                  {item.heading}
                </DropdownMenu.Label>
              )
            return <Entry key={item.id} item={item} withIcons={withIcons} />
          })}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
