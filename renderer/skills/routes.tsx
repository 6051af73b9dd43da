import { Sparkles } from 'lucide-react'
import { lazy } from 'react'
import type { ScreenRoute } from '../app/screen-route'

const SkillsScreen = lazy(() => import('./skills-screen').then((file) => ({ default: file.SkillsScreen })))

export const routes: ScreenRoute[] = [
  {
    path: '/skills',
    component: SkillsScreen,
    titleKey: 'skills:title',
    nav: { group: 'main', order: 2, icon: Sparkles, labelKey: 'skills:nav' },
  },
  { path: '/skills/$id', component: SkillsScreen, titleKey: 'skills:title' },
]
