import { useCallback, useState } from 'react'

const INITIAL = 160
const LEAST = 64
const MOST = 800

const kept = new Map<string, Record<string, number>>()

/** Widths of the columns of one table by field, kept while the window is open. */
export function useColumnWidths(tableId: string) {
  const [widths, setWidths] = useState(() => kept.get(tableId) ?? {})
  const widthOf = useCallback((fieldId: string): number => widths[fieldId] ?? INITIAL, [widths])
  return {
    widthOf,
    setWidth: (fieldId: string, width: number) => {
      const next = { ...kept.get(tableId), [fieldId]: Math.round(Math.min(MOST, Math.max(LEAST, width))) }
      kept.set(tableId, next)
      setWidths(next)
    },
  }
}
