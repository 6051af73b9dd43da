import { Settings } from 'lucide-react'
import type { ScreenRoute } from '../app/screen-route'
import { SettingsScreen } from './settings-screen'

export const routes: ScreenRoute[] = [
  {
    path: '/settings',
    component: SettingsScreen,
    titleKey: 'settings:title',
    nav: { group: 'foot', order: 1, icon: Settings, labelKey: 'settings:nav', shortcut: 'mod+,' },
  },
  { path: '/settings/models', component: SettingsScreen, titleKey: 'settings:title' },
  { path: '/settings/vault', component: SettingsScreen, titleKey: 'settings:title' },
]
