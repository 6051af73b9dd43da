import { createHashHistory, createRootRoute, createRoute, createRouter, Navigate, Outlet } from '@tanstack/react-router'
import { type FunctionComponent, Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { Skeleton } from '../ui/skeleton'
import { CheatSheet } from './cheat-sheet'
import { setCommandContext } from './command-registry'
import { useGo, usePath } from './navigation'
import { Palette } from './palette'
import { useQueryOf } from './query'
import { ScreenFailure } from './screen-failure'
import type { ScreenRoute } from './screen-route'
import { navEntries, screens } from './screens'
import { Shell } from './shell'
import { useTheme } from './theme'
import { useShortcuts } from './use-shortcuts'

const WELCOME = '/welcome'

function Root() {
  const go = useGo()
  const path = usePath()
  setCommandContext({ go, path })
  useTheme()
  useShortcuts()
  return (
    <>
      <Outlet />
      <Palette />
      <CheatSheet />
    </>
  )
}

/** Where the window opens: the welcome once, then the first noun of the sidebar. */
function Home() {
  const { data, isError } = useQueryOf(['app', 'status'])
  if (!data && !isError) return <Skeleton className="p-6" />
  const welcome = data?.preferences.welcomeDone === false && screens.some(({ path }) => path === WELCOME)
  const first = navEntries()[0]?.path ?? screens[0]?.path
  if (!welcome && !first) return <NotFound />
  return <Navigate to={welcome ? WELCOME : (first ?? '/')} replace />
}

function NotFound() {
  const { t } = useTranslation('app')
  const go = useGo()
  return (
    <EmptyState title={t('notFound.title')} action={<Button onClick={() => go('/')}>{t('notFound.home')}</Button>} />
  )
}

/** Gives a screen its window title, and something to show while it is loaded. */
function framed({ component: Component, titleKey }: ScreenRoute): FunctionComponent {
  return function ScreenFrame() {
    const { t } = useTranslation()
    const title = t(titleKey)
    useEffect(() => {
      document.title = `${title} · Patchbay`
    }, [title])
    return (
      <Suspense fallback={<Skeleton className="p-6" />}>
        <Component />
      </Suspense>
    )
  }
}

const rootRoute = createRootRoute({ component: Root, notFoundComponent: NotFound })
const shellRoute = createRoute({ getParentRoute: () => rootRoute, id: 'shell', component: Shell })
const homeRoute = createRoute({ getParentRoute: () => shellRoute, path: '/', component: Home })
const lostRoute = createRoute({ getParentRoute: () => shellRoute, path: '$', component: NotFound })

const toRoute = (screen: ScreenRoute) =>
  createRoute({
    getParentRoute: () => (screen.bare ? rootRoute : shellRoute),
    path: screen.path,
    component: framed(screen),
    errorComponent: ScreenFailure,
    ...(screen.search ? { validateSearch: screen.search } : {}),
  })

/** One router from the screens of all nouns. */
export function makeRouter() {
  const inShell = screens.filter(({ bare }) => !bare).map(toRoute)
  const bare = screens.filter((screen) => screen.bare).map(toRoute)
  return createRouter({
    routeTree: rootRoute.addChildren([shellRoute.addChildren([homeRoute, lostRoute, ...inShell]), ...bare]),
    history: createHashHistory(),
    defaultErrorComponent: ScreenFailure,
  })
}
