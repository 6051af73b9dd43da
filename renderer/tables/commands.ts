import { Columns3, Download, FileInput, History, Plus, Table2 } from 'lucide-react'
import { api } from '../app/api'
import type { Command } from '../app/command-registry'
import { registerPaletteSource } from '../app/palette-sources'
import { openTablesDialog } from './tables-dialogs'

const PATH = '/setup/tables'

registerPaletteSource({
  id: 'tables',
  labelKey: 'table-panels:noun',
  items: async () => {
    const listed = await api.tables.list()
    if (!listed.ok) return []
    return listed.value.map(({ id, name, dataConnectionName }) => ({
      id: `table:${id}`,
      title: name,
      ...(dataConnectionName ? { subtitle: dataConnectionName } : {}),
      icon: Table2,
      run: ({ go }) => go(`${PATH}/${id}`),
    }))
  },
})

const isHere = ({ path }: { path: string }): boolean => path.startsWith(PATH)

const ofTable = (kind: 'fields' | 'changes' | 'export', icon: typeof History, keywords: string): Command => ({
  id: `table.${kind}`,
  titleKey: `table-panels:command.${kind}`,
  group: 'this',
  icon,
  keywords,
  when: isHere,
  run: () => openTablesDialog({ kind }),
})

export const commands: Command[] = [
  ofTable('fields', Columns3, 'columns order hide add'),
  ofTable('changes', History, 'undo journal history'),
  ofTable('export', Download, 'csv json download save'),
  {
    id: 'table.new',
    titleKey: 'table-panels:command.new',
    group: 'create',
    icon: Plus,
    keywords: 'create database',
    run: ({ go, path }) => {
      if (!isHere({ path })) go(PATH)
      openTablesDialog({ kind: 'new' })
    },
  },
  {
    id: 'table.import',
    titleKey: 'table-panels:command.import',
    group: 'create',
    icon: FileInput,
    keywords: 'csv json lines upload file',
    run: ({ go, path }) => {
      if (!isHere({ path })) go(PATH)
      openTablesDialog({ kind: 'import', file: null })
    },
  },
]
