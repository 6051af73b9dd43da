import { OPS_OF_TYPE } from '../../../shared/domain/filter-ops'
import { type FilterGroup, type FilterRule, type View, ViewState } from '../../../shared/domain/record-question'
import { AppFailure } from '../../../shared/errors'
import type { StoredField } from '../columns'
import { getStoredTable, type TablesDb } from '../stored-tables'
import { toStored } from '../values'

const FIRST_VIEW = 'All records'
const EMPTY: ViewState = { filter: null, search: null, sort: [], columns: [], rowHeight: null }

type Fields = ReadonlyMap<string, StoredField>

/**
 * The first view first, which is there without being stored and has the id of its table. What a stored view says of
 * fields that are gone is left out, and one that cannot be read shows everything.
 */
export async function listViews(db: TablesDb, tableId: string): Promise<View[]> {
  const table = await getStoredTable(db, tableId)
  const fields: Fields = new Map(table.fields.map((field) => [field.id, field]))
  const rows = await db
    .selectFrom('view')
    .selectAll()
    .where('table_id', '=', tableId)
    .orderBy('position')
    .orderBy('id')
    .execute()
  const views = rows.map(({ id, name, state }) => ({
    ...{ id, tableId, name, first: id === tableId },
    state: readState(state, fields),
  }))
  if (views.some((view) => view.first)) return views
  return [{ id: tableId, tableId, name: FIRST_VIEW, first: true, state: EMPTY }, ...views]
}

function readState(json: string, fields: Fields): ViewState {
  const parsed = ViewState.safeParse(tryJson(json))
  if (!parsed.success) return EMPTY
  const { filter, sort, columns, ...rest } = parsed.data
  return {
    ...rest,
    filter: filter && presentGroup(filter, fields),
    sort: sort.filter(({ fieldId }) => fields.has(fieldId)),
    columns: columns.filter(({ fieldId }) => fields.has(fieldId)),
  }
}

/** Groups that come to be empty go too; as "any of nothing" they would say something else. */
function presentGroup(group: FilterGroup, fields: Fields): FilterGroup | null {
  const items = group.items.flatMap((item): FilterGroup['items'] => {
    if (item.kind === 'rule') return isPresent(item, fields) ? [item] : []
    const present = presentGroup(item, fields)
    return present ? [present] : []
  })
  return items.length === 0 ? null : { ...group, items }
}

const COMPARING: ReadonlySet<string> = new Set(['eq', 'ne', 'gt', 'gte', 'lt', 'lte'])
const TEXTS: ReadonlySet<string> = new Set(['text', 'long-text', 'email', 'url', 'select', 'multi-select', 'json'])

/** The field may have been given another type since, for which the condition makes no sense. */
function isPresent({ fieldId, op, value }: FilterRule, fields: Fields): boolean {
  const field = fields.get(fieldId)
  if (!field || !OPS_OF_TYPE[field.type].includes(op)) return false
  if (!COMPARING.has(op) || TEXTS.has(field.type)) return true
  return !Array.isArray(value) && fits(field, value)
}

function fits(field: StoredField, value: Parameters<typeof toStored>[1]): boolean {
  try {
    toStored(field, value)
    return true
  } catch (error) {
    if (error instanceof AppFailure) return false
    throw error
  }
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
