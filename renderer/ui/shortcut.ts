/** `mod` is Command on macOS and Control elsewhere. Written like "mod+shift+n", "mod+,", "?" or "escape". */
export type Shortcut = string

const isMac = (): boolean => typeof navigator !== 'undefined' && /mac/i.test(navigator.platform)

type Chord = { mod: boolean; ctrl: boolean; alt: boolean; shift: boolean; key: string }

function parseShortcut(shortcut: Shortcut): Chord {
  const parts = shortcut.toLowerCase().split('+')
  const key = shortcut.endsWith('+') ? '+' : (parts.at(-1) ?? '')
  const has = (name: string) => parts.slice(0, -1).includes(name)
  return { mod: has('mod'), ctrl: has('ctrl'), alt: has('alt'), shift: has('shift'), key }
}

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/** Whether the keys pressed are this shortcut. Digits go by their place, so that they work on every layout. */
export function matchesShortcut(pressed: Pressed, shortcut: Shortcut, mac = isMac()): boolean {
  const chord = parseShortcut(shortcut)
  const ctrl = chord.ctrl || (chord.mod && !mac)
  const meta = chord.mod && mac
  if (pressed.ctrlKey !== ctrl || pressed.metaKey !== meta || pressed.altKey !== chord.alt) return false
  if (/^\d$/.test(chord.key) && (ctrl || meta)) return pressed.code === `Digit${chord.key}` && !pressed.shiftKey
  const symbol = /^[^a-z0-9]$/.test(chord.key)
  return pressed.key.toLowerCase() === chord.key && (symbol || pressed.shiftKey === chord.shift)
}

const MAC_SIGNS: Record<string, string> = { mod: '⌘', ctrl: '⌃', alt: '⌥', shift: '⇧', enter: '↩', escape: 'esc' }
const SIGNS: Record<string, string> = {
  mod: 'Ctrl',
  ctrl: 'Ctrl',
  alt: 'Alt',
  shift: 'Shift',
  enter: '↩',
  escape: 'Esc',
}
const ARROWS: Record<string, string> = { arrowup: '↑', arrowdown: '↓', arrowleft: '←', arrowright: '→' }

/** The caps to draw, in the order of the system: ["⌘", "K"] or ["Ctrl", "K"]. */
export function shortcutCaps(shortcut: Shortcut, mac = isMac()): string[] {
  const parts = shortcut.endsWith('+') ? [...shortcut.slice(0, -2).split('+'), '+'] : shortcut.split('+')
  return parts
    .filter((part) => part !== '')
    .map((part) => {
      const name = part.toLowerCase()
      return (mac ? MAC_SIGNS : SIGNS)[name] ?? ARROWS[name] ?? (part.length === 1 ? part.toUpperCase() : part)
    })
}
