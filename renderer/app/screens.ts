import type { ScreenRoute } from './screen-route'

type RoutesFile = { routes?: ScreenRoute[] }

const FILES = import.meta.glob<RoutesFile>('../*/routes.tsx', { eager: true })

/** Every screen of every noun. */
export const screens: ScreenRoute[] = Object.values(FILES).flatMap((file) => file.routes ?? [])

const GROUPS = ['main', 'setup', 'foot'] as const

export type NavEntry = { path: string; nav: NonNullable<ScreenRoute['nav']>; shortcut: string | undefined }

/** The sidebar from top to bottom; the first nine have a number. */
export function navEntries(routes: readonly ScreenRoute[] = screens): NavEntry[] {
  return routes
    .flatMap(({ path, nav }) => (nav ? [{ path, nav }] : []))
    .toSorted((a, b) => GROUPS.indexOf(a.nav.group) - GROUPS.indexOf(b.nav.group) || a.nav.order - b.nav.order)
    .map((entry, index) => ({ ...entry, shortcut: index < 9 ? `mod+${index + 1}` : undefined }))
}
