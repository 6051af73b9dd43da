import { recordsTable } from '../columns'
import type { StoredTable } from '../stored-tables'
import { type Ask, rawQuery } from './ask'

/** How many records a table has and between which ids. Without gaps the position of a record follows from its id. */
export type Extent = { count: number; first: number; last: number }

export const isGapFree = ({ count, first, last }: Extent): boolean => count > 0 && last - first + 1 === count

/** Remembers what was counted until the table changes: counting a million records for every page would be felt. */
export function createRemembered<T>(measure: (table: StoredTable, detail: string) => Promise<T>) {
  const known = new Map<string, Map<string, Promise<T>>>()
  return {
    of(table: StoredTable, detail = ''): Promise<T> {
      const ofTable = known.get(table.id) ?? new Map<string, Promise<T>>()
      known.set(table.id, ofTable)
      const found = ofTable.get(detail) ?? measure(table, detail)
      ofTable.set(detail, found)
      found.catch(() => ofTable.delete(detail))
      return found
    },
    forget: (tableId: string): void => void known.delete(tableId),
  }
}

export async function measureExtent(ask: Ask, table: StoredTable): Promise<Extent> {
  const name = recordsTable(table.number)
  const [row] = await ask(
    rawQuery(
      `select (select count(*) from ${name}) as count, (select min(_id) from ${name}) as first, (select max(_id) from ${name}) as last`,
    ),
  )
  return { count: Number(row?.count), first: Number(row?.first ?? 0), last: Number(row?.last ?? 0) }
}
