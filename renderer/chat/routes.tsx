import { MessagesSquare } from 'lucide-react'
import { lazy } from 'react'
import type { ScreenRoute } from '../app/screen-route'
import { ThreadList } from './thread-list'

const ChatScreen = lazy(() => import('./chat-screen').then((file) => ({ default: file.ChatScreen })))

export const routes: ScreenRoute[] = [
  {
    path: '/chat',
    component: ChatScreen,
    titleKey: 'chat:title',
    nav: { group: 'main', order: 0, icon: MessagesSquare, labelKey: 'chat:nav', Below: ThreadList },
  },
  { path: '/chat/$threadId', component: ChatScreen, titleKey: 'chat:title' },
]
