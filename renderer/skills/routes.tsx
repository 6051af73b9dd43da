import { Sparkles } from 'lucide-react'
import type { ScreenRoute } from '../app/screen-route'
import { SkillsScreen } from './skills-screen'

export const routes: ScreenRoute[] = [
  {
    path: '/skills',
    component: SkillsScreen,
    titleKey: 'skills:title',
    nav: { group: 'main', order: 2, icon: Sparkles, labelKey: 'skills:nav' },
  },
  { path: '/skills/$id', component: SkillsScreen, titleKey: 'skills:title' },
]
