import { Cable } from 'lucide-react'
import type { ScreenRoute } from '../app/screen-route'
import { CatalogScreen } from './catalog-screen'
import { IntegrationScreen } from './integration-screen'

export const routes: ScreenRoute[] = [
  {
    path: '/integrations',
    component: CatalogScreen,
    titleKey: 'integrations:title',
    nav: { group: 'main', order: 3, icon: Cable, labelKey: 'integrations:nav' },
  },
  { path: '/integrations/$id', component: IntegrationScreen, titleKey: 'integrations:title' },
]
