import { Sparkles } from 'lucide-react'
import { api } from '../app/api'
import type { Command } from '../app/command-registry'
import { registerPaletteSource } from '../app/palette-sources'
import { newSkill } from './new-skill'

registerPaletteSource({
  id: 'skills',
  labelKey: 'skills:noun',
  items: async () => {
    const skills = await api.skills.list()
    if (!skills.ok) return []
    return skills.value.map(({ id, name, description }) => ({
      id: `skill:${id}`,
      title: name,
      subtitle: description,
      icon: Sparkles,
      run: ({ go }) => go(`/skills/${id}`),
    }))
  },
})

export const commands: Command[] = [
  {
    id: 'skills.new',
    titleKey: 'skills:command.new',
    group: 'create',
    icon: Sparkles,
    run: ({ go }) => newSkill(go),
  },
]
