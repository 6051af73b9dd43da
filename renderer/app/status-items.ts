import type { ComponentType } from 'react'

/** A word in the status bar. Every `renderer/<noun>/status.tsx` exports `statusItems: StatusItem[]`. */
export type StatusItem = {
  id: string
  side: 'start' | 'end'
  order: number
  /** Renders nothing while there is nothing to say. */
  component: ComponentType
}

type StatusFile = { statusItems?: StatusItem[] }

const FILES = import.meta.glob<StatusFile>('../*/status.tsx', { eager: true })

export const statusItems: StatusItem[] = Object.values(FILES)
  .flatMap((file) => file.statusItems ?? [])
  .toSorted((a, b) => a.order - b.order)
