import { Cable } from 'lucide-react'
import type { ScreenRoute } from '../app/screen-route'
import { DataConnectionScreen } from './data-connection-screen'
import { DataConnectionsScreen } from './data-connections-screen'
import { NewDataConnectionScreen } from './new-data-connection-screen'

export const routes: ScreenRoute[] = [
  {
    path: '/setup/connections',
    component: DataConnectionsScreen,
    titleKey: 'data-connections:title',
    nav: { group: 'setup', order: 1, icon: Cable, labelKey: 'data-connections:nav' },
  },
  { path: '/setup/connections/new', component: NewDataConnectionScreen, titleKey: 'data-connections:add' },
  { path: '/setup/connections/$id', component: DataConnectionScreen, titleKey: 'data-connections:title' },
]
