import { lazy } from 'react'
import type { ScreenRoute } from '../app/screen-route'

const WelcomeScreen = lazy(() => import('./welcome-screen').then((file) => ({ default: file.WelcomeScreen })))

export const routes: ScreenRoute[] = [
  { path: '/welcome', component: WelcomeScreen, titleKey: 'welcome:title', bare: true },
]
