import { create } from 'zustand'
import type { Field } from '../../shared/domain/table'
import { filterForField, withRule } from './filter-rules'
import type { ViewModel } from './view-model'

/** Outside the toolbar, so that the head of a column and the summary can open the builder. */
export const useFilterOpen = create<{ open: boolean }>()(() => ({ open: false }))

export const openFilters = (open: boolean): void => useFilterOpen.setState({ open })

/** Adds a condition about a field to the view and opens the builder at it: the filter of a column head. */
export function startFilter({ state, change }: Pick<ViewModel, 'state' | 'change'>, field: Field): void {
  change({ filter: withRule(state.filter, filterForField(field)) })
  openFilters(true)
}
