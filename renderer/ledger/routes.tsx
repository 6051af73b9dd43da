import { ScrollText } from 'lucide-react'
import { lazy } from 'react'
import type { ScreenRoute } from '../app/screen-route'

const LedgerScreen = lazy(() => import('./ledger-screen').then((file) => ({ default: file.LedgerScreen })))

export const routes: ScreenRoute[] = [
  {
    path: '/ledger',
    component: LedgerScreen,
    titleKey: 'ledger:title',
    nav: { group: 'foot', order: 0, icon: ScrollText, labelKey: 'ledger:nav' },
  },
]
