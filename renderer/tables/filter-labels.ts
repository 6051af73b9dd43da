import { useEffect, useMemo, useState } from 'react'
import type { FilterGroup } from '../../shared/domain/record-question'
import type { Field, Table } from '../../shared/domain/table'
import { readLabels } from './cell-labels'
import type { FilterItem } from './filter-rules'
import type { LabelOf } from './filter-words'

/** The ids of records that a filter names, by the table they are in. */
function namedRecords(filter: FilterGroup | null, fields: Field[]): [tableId: string, ids: number[]][] {
  const named = new Map<string, Set<number>>()
  const visit = (item: FilterItem) => {
    if (item.kind === 'group') return item.items.forEach(visit)
    const tableId = fields.find(({ id }) => id === item.fieldId)?.settings.referenceTableId
    if (!tableId) return
    const ids = [item.value].flat().filter((value) => typeof value === 'number')
    named.set(tableId, new Set([...(named.get(tableId) ?? []), ...ids]))
  }
  if (filter) visit(filter)
  return [...named].map(([tableId, ids]) => [tableId, [...ids]])
}

/** How to call the records that a filter names, once they were read. */
export function useReferenceLabels({ fields }: Pick<Table, 'fields'>, filter: FilterGroup | null): LabelOf {
  const key = JSON.stringify(namedRecords(filter, fields))
  const named = useMemo((): [string, number[]][] => JSON.parse(key), [key])
  const [labels, setLabels] = useState<Map<string, string>>(new Map())
  useEffect(() => {
    let gone = false
    async function read() {
      const read = await Promise.all(
        named.map(async ([tableId, ids]) =>
          [...(await readLabels(tableId, ids))].map(([id, label]): [string, string] => [`${tableId} ${id}`, label]),
        ),
      )
      if (!gone) setLabels(new Map(read.flat()))
    }
    if (named.length > 0) void read()
    return () => {
      gone = true
    }
  }, [named])
  return ({ settings }, recordId) => labels.get(`${settings.referenceTableId} ${recordId}`)
}
