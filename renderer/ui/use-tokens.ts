import { type KeyboardEvent, useState } from 'react'
import { listKeyTarget } from './list-keys'
import type { Token } from './token-picker'

type TokensOptions = {
  chosen: Token[]
  offers: Token[]
  onChange: (values: string[]) => void
  onType: ((text: string) => void) | undefined
  free: boolean
  single: boolean
}

const holds = (text: string, part: string): boolean => text.toLocaleLowerCase().includes(part.toLocaleLowerCase())

/** What is typed, which offer the arrow keys are at, and what the keys do: the part of a `TokenPicker` that is not drawn. */
export function useTokens({ chosen, offers, onChange, onType, free, single }: TokensOptions) {
  const [text, setText] = useState('')
  const [open, setOpen] = useState(false)
  const [moved, setMoved] = useState<number | null>(null)
  const typed = text.trim()
  const taken = new Set(chosen.map(({ value }) => value))
  const shown = offers.filter((offer) => !taken.has(offer.value) && (onType || holds(offer.label, typed)))
  // A text that is typed freely stands for itself until an arrow key leads into the list.
  const active = moved ?? (free && typed !== '' ? -1 : 0)

  /** A text that is offered in another spelling is that offer. */
  function typedValue(): string | undefined {
    const same = shown.find(({ label }) => label.toLocaleLowerCase() === typed.toLocaleLowerCase())
    return same?.value ?? (free ? typed : undefined)
  }
  function type(next: string) {
    setText(next)
    setMoved(null)
    setOpen(true)
    onType?.(next)
  }
  function add(value: string | undefined) {
    if (!value) return
    onChange(single ? [value] : [...new Set([...chosen.map((token) => token.value), value])])
    setText('')
    setMoved(null)
    onType?.('')
    if (single) setOpen(false)
  }
  const remove = (value: string) => onChange(chosen.map((token) => token.value).filter((other) => other !== value))

  const offered = open ? shown[active]?.value : undefined
  const KEYS: Record<string, (() => void) | false> = {
    Enter: () => add(offered ?? typedValue()),
    ArrowDown: () => (open ? setMoved(Math.min(shown.length - 1, active + 1)) : setOpen(true)),
    Escape: open && (() => setOpen(false)),
    ',': free && typed !== '' && (() => add(typedValue())),
    Home: false,
    End: false,
  }
  /** True when the key meant something here. */
  function handle(key: string): boolean {
    const act = KEYS[key]
    const target = act === undefined && open ? listKeyTarget(key, active, shown.length) : null
    if (act) act()
    else if (target !== null) setMoved(target)
    return Boolean(act) || target !== null
  }
  function handleKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    const last = chosen.at(-1)
    if (event.key === 'Backspace' && text === '' && last) remove(last.value)
    else if (handle(event.key)) {
      event.preventDefault()
      event.stopPropagation()
    }
  }
  function handleBlur() {
    setOpen(false)
    if (free) add(typedValue())
  }
  return { text, type, open, setOpen, shown, active, setActive: setMoved, add, remove, handleKeyDown, handleBlur }
}
