import { Pause, Play, Plus, Waypoints } from 'lucide-react'
import { api } from '../app/api'
import type { Command } from '../app/command-registry'
import { registerPaletteSource } from '../app/palette-sources'

registerPaletteSource({
  id: 'data-connections',
  labelKey: 'data-connections:noun',
  items: async () => {
    const listed = await api.dataConnections.list()
    if (!listed.ok) return []
    return listed.value.map(({ id, name }) => ({
      id: `data-connection:${id}`,
      title: name,
      icon: Waypoints,
      run: ({ go }) => go(`/setup/connections/${id}`),
    }))
  },
})

const onScreen: Command['when'] = ({ path }) => path.startsWith('/setup/connections')

export const commands: Command[] = [
  {
    id: 'data-connection.add',
    titleKey: 'data-connections:add',
    group: 'create',
    icon: Plus,
    keywords: 'source sync database',
    run: ({ go }) => go('/setup/connections/new'),
  },
  {
    id: 'data-connection.pause-all',
    titleKey: 'data-connections:all.pause',
    group: 'this',
    icon: Pause,
    keywords: 'sync schedule stop',
    when: onScreen,
    run: async () => void (await api.dataConnections.pauseAll()),
  },
  {
    id: 'data-connection.resume-all',
    titleKey: 'data-connections:all.resume',
    group: 'this',
    icon: Play,
    keywords: 'sync schedule start',
    when: onScreen,
    run: async () => void (await api.dataConnections.resumeAll()),
  },
]
