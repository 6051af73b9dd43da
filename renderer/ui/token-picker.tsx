import { X } from 'lucide-react'
import { Popover } from 'radix-ui'
import { type ReactNode, useId } from 'react'
import { cx } from './cx'
import { FLOAT } from './menu'
import { CONTROL } from './text-input'
import { useTokens } from './use-tokens'

export type Token = { value: string; label: string; icon?: ReactNode }

type TokenPickerProps = {
  /** Name for screen readers. */
  label: string
  placeholder: string
  chosen: Token[]
  onChange: (values: string[]) => void
  /** What can be chosen; those that are chosen already are left out. Filtered by what is typed unless `onType` is there. */
  offers: Token[]
  /** Called with what is typed, where somebody else looks for the offers. */
  onType?: (text: string) => void
  /** Takes any text, on Enter or comma. */
  free?: boolean
  /** At most one. */
  single?: boolean
  removeLabel: (label: string) => string
  /** Below the input when there is nothing to choose. */
  nothing: string
}

/** Several values as small chips in one box, chosen from a list or typed. Backspace takes the last one away. */
export function TokenPicker(props: TokenPickerProps) {
  const { label, placeholder, chosen, onChange, offers, onType, free = false, single = false } = props
  const listId = useId()
  const tokens = useTokens({ chosen, offers, onChange, onType, free, single })
  const { open, setOpen, shown, active } = tokens
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Anchor asChild>
        <div
          className={cx(
            CONTROL,
            'flex min-h-8 flex-wrap items-center gap-1 px-1 py-1 focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-accent',
          )}
        >
          {chosen.map((token) => (
            <ChosenToken
              key={token.value}
              token={token}
              label={props.removeLabel(token.label)}
              onRemove={tokens.remove}
            />
          ))}
          {single && chosen.length > 0 ? null : (
            <input
              role="combobox"
              aria-label={label}
              aria-expanded={open}
              aria-controls={open ? listId : undefined}
              aria-autocomplete="list"
              aria-activedescendant={open && shown[active] ? `${listId}-${active}` : undefined}
              placeholder={chosen.length === 0 ? placeholder : ''}
              value={tokens.text}
              onChange={(event) => tokens.type(event.target.value)}
              onClick={() => setOpen(true)}
              onBlur={tokens.handleBlur}
              onKeyDown={tokens.handleKeyDown}
              className="h-6 w-8 min-w-8 flex-1 bg-transparent px-1.5 text-sm outline-none focus-visible:outline-none"
            />
          )}
        </div>
      </Popover.Anchor>
      {open && (shown.length > 0 || !free) ? (
        <Offers
          id={listId}
          label={label}
          offers={shown}
          active={active}
          nothing={props.nothing}
          onActive={tokens.setActive}
          onChoose={tokens.add}
        />
      ) : null}
    </Popover.Root>
  )
}

type ChosenTokenProps = { token: Token; label: string; onRemove: (value: string) => void }

function ChosenToken({ token, label, onRemove }: ChosenTokenProps) {
  return (
    <span className="inline-flex h-6 min-w-0 max-w-full items-center gap-1 rounded-sm bg-press ps-1.5 text-xs">
      {token.icon}
      <span className="truncate">{token.label}</span>
      <button
        type="button"
        aria-label={label}
        onClick={() => onRemove(token.value)}
        className="flex size-6 items-center justify-center rounded-sm text-muted hover:text-ink"
      >
        <X className="size-3" aria-hidden="true" />
      </button>
    </span>
  )
}

type OffersProps = {
  id: string
  label: string
  offers: Token[]
  active: number
  nothing: string
  onActive: (index: number) => void
  onChoose: (value: string) => void
}

/** The open list; the focus stays in the input. */
function Offers({ id, label, offers, active, nothing, onActive, onChoose }: OffersProps) {
  return (
    <Popover.Portal>
      <Popover.Content
        align="start"
        sideOffset={4}
        collisionPadding={8}
        onOpenAutoFocus={(event) => event.preventDefault()}
        onCloseAutoFocus={(event) => event.preventDefault()}
        onPointerDown={(event) => event.preventDefault()}
        role="presentation"
        className={cx(FLOAT, 'max-h-64 w-(--radix-popover-trigger-width) min-w-48 overflow-y-auto p-1')}
      >
        <div id={id} role="listbox" aria-label={label}>
          {offers.map((offer, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the input, which holds the focus.
            // biome-ignore lint/a11y/useFocusableInteractive: options are announced through aria-activedescendant.
            <div
              key={offer.value}
              id={`${id}-${index}`}
              ref={(node) => {
                if (index === active) node?.scrollIntoView({ block: 'nearest' })
              }}
              role="option"
              aria-selected={index === active}
              onPointerMove={() => onActive(index)}
              onClick={() => onChoose(offer.value)}
              className={cx(
                'flex min-h-7 items-center gap-2 rounded-md px-2 py-1 text-sm',
                index === active && 'bg-hover',
              )}
            >
              {offer.icon}
              <span className="min-w-0 flex-1 truncate">{offer.label}</span>
            </div>
          ))}
        </div>
        {offers.length === 0 ? <p className="px-2 py-1.5 text-muted text-sm">{nothing}</p> : null}
      </Popover.Content>
    </Popover.Portal>
  )
}
