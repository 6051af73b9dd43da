import { MessagesSquare } from 'lucide-react'
import type { ScreenRoute } from '../app/screen-route'
import { ChatScreen } from './chat-screen'
import { ThreadList } from './thread-list'

export const routes: ScreenRoute[] = [
  {
    path: '/chat',
    component: ChatScreen,
    titleKey: 'chat:title',
    nav: { group: 'main', order: 0, icon: MessagesSquare, labelKey: 'chat:nav', Below: ThreadList },
  },
  { path: '/chat/$threadId', component: ChatScreen, titleKey: 'chat:title' },
]
