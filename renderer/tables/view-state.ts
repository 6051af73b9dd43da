import { OPS_OF_TYPE } from '../../shared/domain/filter-ops'
import type { RecordQuestion, ViewColumn, ViewState } from '../../shared/domain/record-question'
import type { Field, Table } from '../../shared/domain/table'
import { isComplete, pickRules } from './filter-rules'

export const USUAL_STATE: ViewState = { filter: null, search: null, sort: [], columns: [], rowHeight: null }

/** Without what is about fields that are gone, or that changed to a type for which it makes no sense. */
export function tidyState(state: ViewState, fields: Field[]): ViewState {
  const known = new Map(fields.map((field) => [field.id, field]))
  const filter = state.filter
    ? pickRules(state.filter, ({ fieldId, op }) => {
        const field = known.get(fieldId)
        return field !== undefined && OPS_OF_TYPE[field.type].includes(op)
      })
    : null
  return {
    ...state,
    filter: filter && filter.items.length > 0 ? filter : null,
    sort: state.sort.filter(({ fieldId }) => known.has(fieldId)),
    columns: state.columns.filter(({ fieldId }) => known.has(fieldId)),
  }
}

/** What a state asks for. Rules that are not complete yet are left out. */
export function questionOf(table: Table, { filter, search, sort }: ViewState): RecordQuestion {
  const types = new Map(table.fields.map(({ id, type }) => [id, type]))
  const asked = filter
    ? pickRules(filter, (rule) => {
        const type = types.get(rule.fieldId)
        return type !== undefined && isComplete(rule, type)
      })
    : null
  return { tableId: table.id, filter: asked && asked.items.length > 0 ? asked : null, search: search || null, sort }
}

/** Every field of the table as a column: those that the view lists first, the others in their own order. */
export function allColumns({ fields }: Table, { columns }: ViewState): ViewColumn[] {
  const listed = new Set(columns.map(({ fieldId }) => fieldId))
  const known = new Set(fields.map(({ id }) => id))
  const others = fields
    .filter(({ id }) => !listed.has(id))
    .map(({ id, settings }) => ({ fieldId: id, width: null, hidden: settings.hidden, pinned: false }))
  return [...columns.filter(({ fieldId }) => known.has(fieldId)), ...others]
}
