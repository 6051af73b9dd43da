import { Outlet } from '@tanstack/react-router'
import { type ReactNode, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Kbd } from '../ui/kbd'
import { HeaderEnd } from '../ui/page-header'
import { Tooltip } from '../ui/tooltip'
import { useGo, usePath } from './navigation'
import { usePreferences } from './preferences'
import { type NavEntry, navEntries } from './screens'
import { Sidebar } from './sidebar'
import { StatusBar } from './status-bar'
import { openPalette } from './ui-state'

const narrow = window.matchMedia('(max-width: 999px)')

function subscribe(listener: () => void) {
  narrow.addEventListener('change', listener)
  return () => narrow.removeEventListener('change', listener)
}

const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => narrow.matches)

function PaletteButton() {
  const { t } = useTranslation('app')
  return (
    <Tooltip label={t('palette.title')}>
      <button
        type="button"
        aria-label={t('palette.title')}
        onClick={() => openPalette('all')}
        className="flex h-7 items-center rounded-md px-1.5 hover:bg-hover"
      >
        <Kbd keys="mod+k" />
      </button>
    </Tooltip>
  )
}

type FrameProps = { entries: NavEntry[]; path: string; onGo: (path: string) => void; children: ReactNode }

/** Sidebar, content, status bar. Knows nothing of the router. */
export function Frame({ entries, path, onGo, children }: FrameProps) {
  const { t } = useTranslation('app')
  const { sidebarCollapsed } = usePreferences()
  const collapsed = useNarrow() || sidebarCollapsed
  return (
    <HeaderEnd value={<PaletteButton />}>
      <button
        type="button"
        onClick={() => document.getElementById('content')?.focus()}
        className="sr-only z-50 rounded-md bg-float px-3 py-1.5 shadow-menu focus:not-sr-only focus:absolute focus:start-2 focus:top-2"
      >
        {t('skip')}
      </button>
      <div className="flex h-full flex-col bg-bg">
        <div className="flex min-h-0 flex-1">
          <Sidebar entries={entries} path={path} collapsed={collapsed} onGo={onGo} />
          <main id="content" tabIndex={-1} className="relative min-w-0 flex-1 outline-none">
            {children}
          </main>
        </div>
        <StatusBar />
      </div>
    </HeaderEnd>
  )
}

/** The frame around every screen but the bare ones. */
export function Shell() {
  return (
    <Frame entries={navEntries()} path={usePath()} onGo={useGo()}>
      <Outlet />
    </Frame>
  )
}
