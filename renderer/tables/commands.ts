import { Table2 } from 'lucide-react'
import { api } from '../app/api'
import { registerPaletteSource } from '../app/palette-sources'

registerPaletteSource({
  id: 'tables',
  labelKey: 'tables:noun',
  items: async () => {
    const listed = await api.tables.list()
    if (!listed.ok) return []
    return listed.value.map(({ id, name, dataConnectionName }) => ({
      id: `table:${id}`,
      title: name,
      ...(dataConnectionName ? { subtitle: dataConnectionName } : {}),
      icon: Table2,
      run: ({ go }) => go(`/setup/tables/${id}`),
    }))
  },
})
