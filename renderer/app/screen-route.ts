import type { LucideIcon } from 'lucide-react'
import type { ComponentType } from 'react'
import type { Shortcut } from '../ui/shortcut'

/**
 * One screen. Every `renderer/<noun>/routes.tsx` exports `routes: ScreenRoute[]`, and that is all it takes to add one.
 */
export type ScreenRoute = {
  /** Like "/agents/$id/tools". */
  path: string
  component: ComponentType
  /** Key of its title: "agents:title". */
  titleKey: string
  /** Present on screens that stand in the sidebar. */
  nav?: {
    group: 'main' | 'setup' | 'foot'
    /** Place in its group; the number shortcuts follow the order on screen. */
    order: number
    icon: LucideIcon
    labelKey: string
    /** Beside the number that it gets by its place. */
    shortcut?: Shortcut
    /** Below the entry, while the sidebar is wide: the list of threads. */
    Below?: ComponentType
  }
  /** Without sidebar and status bar: the welcome. */
  bare?: boolean
  /** Cleans what stands after "?" in the address; its result is what `useSearch` gives. */
  search?: (raw: Record<string, unknown>) => Record<string, unknown>
}
