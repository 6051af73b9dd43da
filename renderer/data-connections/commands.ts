import { Cable, Plus } from 'lucide-react'
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
      icon: Cable,
      run: ({ go }) => go(`/setup/connections/${id}`),
    }))
  },
})

export const commands: Command[] = [
  {
    id: 'data-connection.add',
    titleKey: 'data-connections:add',
    group: 'create',
    icon: Plus,
    keywords: 'source sync database',
    run: ({ go }) => go('/setup/connections/new'),
  },
]
