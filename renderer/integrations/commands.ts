import { Cable } from 'lucide-react'
import { api } from '../app/api'
import { registerPaletteSource } from '../app/palette-sources'

registerPaletteSource({
  id: 'integrations',
  labelKey: 'integrations:noun',
  items: async () => {
    const listed = await api.integrations.list()
    if (!listed.ok) return []
    return listed.value.map(({ integration: { id, name, description } }) => ({
      id: `integration:${id}`,
      title: name,
      subtitle: description,
      icon: Cable,
      run: ({ go }) => go(`/integrations/${id}`),
    }))
  },
})
