import type { SqlRow } from '../db/connection'
import type { OpenedTables } from '../db/open'
import { recordsTable } from './columns'
import type { StoredTable } from './stored-tables'

/** How many records a table has and between which ids. Without gaps the position of a record follows from its id. */
export type Extent = { count: number; first: number; last: number }

export const isGapFree = ({ count, first, last }: Extent): boolean => count > 0 && last - first + 1 === count

/** Remembers extents until they are forgotten: counting a million records for every page would be felt. */
export function createExtents(reader: OpenedTables) {
  const known = new Map<string, Promise<Extent>>()
  return {
    of(table: StoredTable): Promise<Extent> {
      const found = known.get(table.id) ?? measure(reader, table)
      known.set(table.id, found)
      found.catch(() => known.delete(table.id))
      return found
    },
    forget: (tableId: string) => known.delete(tableId),
  }
}

async function measure(reader: OpenedTables, table: StoredTable): Promise<Extent> {
  const name = recordsTable(table.number)
  const [row]: SqlRow[] = await reader.connection.all(
    `select (select count(*) from ${name}) as count, (select min(_id) from ${name}) as first, (select max(_id) from ${name}) as last`,
  )
  return { count: Number(row?.count), first: Number(row?.first ?? 0), last: Number(row?.last ?? 0) }
}
