import { useState } from 'react'
import type { Table } from '../../shared/domain/table'
import { api } from '../app/api'
import { rememberWrite } from './grid-undo'
import { tellFailure } from './undo-batches'

type AddOptions = {
  table: Table
  /** Whether a new record comes last, where the grid shows it. */
  inPlace: boolean
  onOpen: (recordId: number) => void
  /** Where a record would come that is added now. */
  nextRow: () => number
  onShow: (row: number) => void
}

/** Adds an empty record. Where it may land anywhere, or out of sight, it opens in the panel. */
export function useAddRecord({ table, inPlace, nextRow, onOpen, onShow }: AddOptions) {
  const [busy, setBusy] = useState(false)
  const [needed, setNeeded] = useState(false)
  async function add(values: Record<string, string | number | boolean | null> = {}) {
    if (needsValues(table) && Object.keys(values).length === 0) return setNeeded(true)
    setBusy(true)
    // Asked before: the grid may hear of the new record sooner than the answer comes.
    const row = nextRow()
    const result = await api.records.write({ tableId: table.id, edits: [], adds: [values] })
    setBusy(false)
    if (!result.ok) return tellFailure(result.error)
    setNeeded(false)
    rememberWrite(table.id, result.value.batchId)
    const [added] = result.value.added
    if (inPlace) onShow(row)
    else if (added !== undefined) onOpen(added)
  }
  return { add, busy, needed, forget: () => setNeeded(false) }
}

/** Fields without which no record can be added. */
export const neededFields = ({ fields }: Table) =>
  fields.filter(({ settings, synced }) => settings.required && settings.defaultValue === null && !synced)

const needsValues = (table: Table): boolean => neededFields(table).length > 0
