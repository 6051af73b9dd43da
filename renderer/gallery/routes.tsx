import { Blocks } from 'lucide-react'
import { lazy } from 'react'
import type { ScreenRoute } from '../app/screen-route'

/** Only while developing, or in a build made with VITE_GALLERY=1 for pictures. */
export const routes: ScreenRoute[] =
  import.meta.env.DEV || import.meta.env.VITE_GALLERY
    ? [
        {
          path: '/gallery',
          titleKey: 'app:gallery',
          component: lazy(() => import('./gallery-screen').then(({ GalleryScreen }) => ({ default: GalleryScreen }))),
          nav: { group: 'foot', order: 99, icon: Blocks, labelKey: 'app:gallery' },
          search: ({ part }) => (typeof part === 'string' ? { part } : {}),
        },
      ]
    : []
