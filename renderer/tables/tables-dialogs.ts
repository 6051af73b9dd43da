import { create } from 'zustand'
import type { ImportFile } from '../../shared/domain/transfer'

/** What stands over or beside the grid: dialogs, and the panels for fields and changes. */
export type TablesDialog =
  | { kind: 'new' }
  | { kind: 'import'; file: ImportFile | null }
  | { kind: 'export' }
  | { kind: 'fields' }
  | { kind: 'changes' }

/** Outside the screen, so that commands of the palette can open one. */
export const useTablesDialog = create<{ open: TablesDialog | null }>()(() => ({ open: null }))

export const openTablesDialog = (open: TablesDialog | null): void => useTablesDialog.setState({ open })
