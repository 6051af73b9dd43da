import { Bot } from 'lucide-react'
import { api } from '../app/api'
import type { Command } from '../app/command-registry'
import { registerPaletteSource } from '../app/palette-sources'
import { newAgent } from './new-agent'

registerPaletteSource({
  id: 'agents',
  labelKey: 'agents:noun',
  items: async () => {
    const agents = await api.agents.list()
    if (!agents.ok) return []
    return agents.value.map(({ id, name, description }) => ({
      id: `agent:${id}`,
      title: name,
      subtitle: description,
      icon: Bot,
      run: ({ go }) => go(`/agents/${id}`),
    }))
  },
})

export const commands: Command[] = [
  { id: 'agents.new', titleKey: 'agents:command.new', group: 'create', icon: Bot, run: ({ go }) => newAgent(go) },
]
