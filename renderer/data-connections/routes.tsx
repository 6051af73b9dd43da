import { Waypoints } from 'lucide-react'
import { lazy } from 'react'
import type { ScreenRoute } from '../app/screen-route'

const AddStreamsScreen = lazy(() => import('./add-streams-screen').then((file) => ({ default: file.AddStreamsScreen })))
const DataConnectionScreen = lazy(() =>
  import('./data-connection-screen').then((file) => ({ default: file.DataConnectionScreen })),
)
const DataConnectionsScreen = lazy(() =>
  import('./data-connections-screen').then((file) => ({ default: file.DataConnectionsScreen })),
)
const NewDataConnectionScreen = lazy(() =>
  import('./new-data-connection-screen').then((file) => ({ default: file.NewDataConnectionScreen })),
)

export const routes: ScreenRoute[] = [
  {
    path: '/setup/connections',
    component: DataConnectionsScreen,
    titleKey: 'data-connections:title',
    nav: { group: 'setup', order: 1, icon: Waypoints, labelKey: 'data-connections:nav' },
  },
  {
    path: '/setup/connections/new',
    component: NewDataConnectionScreen,
    titleKey: 'data-connections:add',
    search: ({ source }) => (typeof source === 'string' ? { source } : {}),
  },
  {
    path: '/setup/connections/$id',
    component: DataConnectionScreen,
    titleKey: 'data-connections:title',
    search: ({ reconnect }) => (typeof reconnect === 'string' ? { reconnect } : {}),
  },
  { path: '/setup/connections/$id/tables', component: AddStreamsScreen, titleKey: 'data-connections:addTables' },
]
