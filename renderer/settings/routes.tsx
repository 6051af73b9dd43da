import { Settings } from 'lucide-react'
import { lazy } from 'react'
import type { ScreenRoute } from '../app/screen-route'

const SettingsScreen = lazy(() => import('./settings-screen').then((file) => ({ default: file.SettingsScreen })))

export const routes: ScreenRoute[] = [
  {
    path: '/settings',
    component: SettingsScreen,
    titleKey: 'settings:title',
    nav: { group: 'foot', order: 1, icon: Settings, labelKey: 'settings:nav', shortcut: 'mod+,' },
  },
  { path: '/settings/models', component: SettingsScreen, titleKey: 'settings:title' },
  { path: '/settings/connectors', component: SettingsScreen, titleKey: 'connectors:title' },
  { path: '/settings/connectors/new', component: SettingsScreen, titleKey: 'connectors:new.title' },
  { path: '/settings/connectors/$id', component: SettingsScreen, titleKey: 'connectors:title' },
  { path: '/settings/health', component: SettingsScreen, titleKey: 'connectors:credentials.title' },
  { path: '/settings/vault', component: SettingsScreen, titleKey: 'settings:title' },
]
