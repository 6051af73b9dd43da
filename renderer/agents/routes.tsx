import { Bot } from 'lucide-react'
import { lazy } from 'react'
import type { ScreenRoute } from '../app/screen-route'

const AgentsScreen = lazy(() => import('./agents-screen').then((file) => ({ default: file.AgentsScreen })))

export const routes: ScreenRoute[] = [
  {
    path: '/agents',
    component: AgentsScreen,
    titleKey: 'agents:title',
    nav: { group: 'main', order: 1, icon: Bot, labelKey: 'agents:nav' },
  },
  { path: '/agents/$id', component: AgentsScreen, titleKey: 'agents:title' },
  { path: '/agents/$id/tools', component: AgentsScreen, titleKey: 'agents:title' },
]
