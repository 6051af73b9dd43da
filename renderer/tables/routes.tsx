import { Table2 } from 'lucide-react'
import { lazy } from 'react'
import type { ScreenRoute } from '../app/screen-route'

const TablesScreen = lazy(() => import('./tables-screen').then((file) => ({ default: file.TablesScreen })))

export const routes: ScreenRoute[] = [
  {
    path: '/setup/tables',
    component: TablesScreen,
    titleKey: 'table-panels:title',
    nav: { group: 'setup', order: 0, icon: Table2, labelKey: 'table-panels:nav' },
  },
  { path: '/setup/tables/$id', component: TablesScreen, titleKey: 'table-panels:title' },
]
