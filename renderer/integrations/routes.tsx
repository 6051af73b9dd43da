import { Cable } from 'lucide-react'
import { lazy } from 'react'
import type { ScreenRoute } from '../app/screen-route'

const CatalogScreen = lazy(() => import('./catalog-screen').then((file) => ({ default: file.CatalogScreen })))
const IntegrationScreen = lazy(() =>
  import('./integration-screen').then((file) => ({ default: file.IntegrationScreen })),
)

export const routes: ScreenRoute[] = [
  {
    path: '/integrations',
    component: CatalogScreen,
    titleKey: 'integrations:title',
    nav: { group: 'main', order: 3, icon: Cable, labelKey: 'integrations:nav' },
  },
  { path: '/integrations/$id', component: IntegrationScreen, titleKey: 'integrations:title' },
]
