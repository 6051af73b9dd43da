import { useState } from 'react'
import { useRecordAddress } from './record-address'
import { openTablesDialog, useTablesDialog } from './tables-dialogs'

export type Panel = { kind: 'record'; id: number } | { kind: 'summary'; fieldId: string }

/** The one panel beside the grid. A record that the address names comes first; the fields and the changes of a table take its place. */
export function usePanel() {
  const [panel, setPanel] = useState<Panel | null>(null)
  const address = useRecordAddress()
  const side = useTablesDialog((state) => state.open?.kind)
  const named: Panel | null = address.recordId === null ? null : { kind: 'record', id: address.recordId }
  function show(next: Panel | null) {
    if (named) address.leave()
    if (next && (side === 'fields' || side === 'changes')) openTablesDialog(null)
    setPanel(next)
  }
  return { panel: side === 'fields' || side === 'changes' ? null : (named ?? panel), show }
}
