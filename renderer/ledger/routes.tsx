import { ScrollText } from 'lucide-react'
import type { ScreenRoute } from '../app/screen-route'
import { LedgerScreen } from './ledger-screen'

export const routes: ScreenRoute[] = [
  {
    path: '/ledger',
    component: LedgerScreen,
    titleKey: 'ledger:title',
    nav: { group: 'foot', order: 0, icon: ScrollText, labelKey: 'ledger:nav' },
  },
]
