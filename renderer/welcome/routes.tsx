import type { ScreenRoute } from '../app/screen-route'
import { WelcomeScreen } from './welcome-screen'

export const routes: ScreenRoute[] = [
  { path: '/welcome', component: WelcomeScreen, titleKey: 'welcome:title', bare: true },
]
