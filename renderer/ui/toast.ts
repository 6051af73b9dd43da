import type { ReactNode } from 'react'
import { create } from 'zustand'

export type Toast = {
  title: string
  description?: ReactNode
  tone?: 'neutral' | 'good' | 'bad'
  /** One thing to do: "Undo". */
  action?: { label: string; run: () => void }
  /** In ms; eight seconds when there is something to do, five when not. */
  duration?: number
}

type Shown = Toast & { id: number }

const MOST_AT_ONCE = 3
let lastId = 0

export const useToasts = create<{ toasts: Shown[] }>()(() => ({ toasts: [] }))

/** Says something for a few seconds at the lower edge; the oldest gives way. Returns its id. */
export function toast(message: Toast): number {
  lastId += 1
  const shown = { ...message, id: lastId }
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts, shown].slice(-MOST_AT_ONCE) }))
  return shown.id
}

export function dismissToast(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((shown) => shown.id !== id) }))
}
