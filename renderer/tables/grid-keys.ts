/** What a key asks of the grid, beside moving. */
export type GridCommand =
  | { kind: 'select-all' | 'select-row' | 'cut' | 'fill-down' | 'undo' | 'redo' | 'search' | 'go-to-row' }
  | { kind: 'copy'; withNames: boolean }
  | { kind: 'edit'; typed?: string }
  | { kind: 'press' | 'open' | 'clear' | 'delete-records' | 'let-go' }

type Pressed = { key: string; ctrlKey: boolean; metaKey: boolean; shiftKey: boolean; altKey: boolean }

const WITH_CONTROL: Record<string, GridCommand> = {
  a: { kind: 'select-all' },
  x: { kind: 'cut' },
  d: { kind: 'fill-down' },
  y: { kind: 'redo' },
  f: { kind: 'search' },
  g: { kind: 'go-to-row' },
  enter: { kind: 'open' },
  delete: { kind: 'delete-records' },
  backspace: { kind: 'delete-records' },
}

const PLAIN: Record<string, GridCommand> = {
  Enter: { kind: 'edit' },
  F2: { kind: 'edit' },
  ' ': { kind: 'press' },
  Delete: { kind: 'clear' },
  Backspace: { kind: 'clear' },
  Escape: { kind: 'let-go' },
}

/** Null when the key is none of the grid's. Pasting comes as an event of its own. */
export function gridCommand({ key, ctrlKey, metaKey, shiftKey, altKey }: Pressed): GridCommand | null {
  if (altKey) return null
  if (!ctrlKey && !metaKey) {
    if (key === ' ' && shiftKey) return { kind: 'select-row' }
    return PLAIN[key] ?? (key.length === 1 ? { kind: 'edit', typed: key } : null)
  }
  const lower = key.toLowerCase()
  if (lower === 'c') return { kind: 'copy', withNames: shiftKey }
  if (lower === 'z') return { kind: shiftKey ? 'redo' : 'undo' }
  return shiftKey ? null : (WITH_CONTROL[lower] ?? null)
}
