import type { UndoConflict } from '../../../shared/domain/record-change'
import type { CellValue } from '../../../shared/domain/table'
import type { StoredField } from '../columns'
import type { StoredTable } from '../stored-tables'
import type { FieldValues } from './calls'
import { cellOf } from './cells'

const MOST_LISTED = 200
const LONGEST_LABEL = 80

/** What an undo leaves alone: the first ones, and how many there are. */
export type Conflicts = { listed: UndoConflict[]; count: number; add(conflict: UndoConflict): void }

export function createConflicts(): Conflicts {
  const listed: UndoConflict[] = []
  return {
    listed,
    count: 0,
    add(conflict) {
      this.count += 1
      if (listed.length < MOST_LISTED) listed.push(conflict)
    },
  }
}

type Occasion = {
  table: StoredTable
  recordId: number
  cells: FieldValues | undefined
  field?: Pick<StoredField, 'name'> | undefined
  wanted?: CellValue
  found?: CellValue
  reason: string
}

export const conflictOf = ({ table, recordId, cells, field, wanted, found, reason }: Occasion): UndoConflict => ({
  tableId: table.id,
  tableName: table.name,
  recordId,
  label: labelOf(table, cells, recordId),
  fieldName: field?.name ?? null,
  wanted: wanted ?? null,
  found: found ?? null,
  reason,
})

const IN_WORDS: ReadonlySet<string> = new Set(['text', 'long-text', 'email', 'url', 'select'])

function labelOf(table: StoredTable, cells: FieldValues | undefined, recordId: number): string {
  const field = table.fields.find(({ id, type }) => IN_WORDS.has(type) && cells && cellOf(cells, id) !== null)
  const text = field && cells ? String(cellOf(cells, field.id)).trim().slice(0, LONGEST_LABEL) : ''
  return text === '' ? `Record ${recordId}` : text
}
