import { SquarePen } from 'lucide-react'
import type { Command } from '../app/command-registry'

export const commands: Command[] = [
  {
    id: 'chat.new',
    titleKey: 'chat:new',
    group: 'create',
    shortcut: 'mod+n',
    icon: SquarePen,
    run: ({ go }) => go('/chat'),
  },
]
