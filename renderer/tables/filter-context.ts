import { createContext, use } from 'react'
import type { FilterGroup } from '../../shared/domain/record-question'
import type { Field } from '../../shared/domain/table'
import type { FilterPath } from './filter-rules'

export type BuilderContext = {
  fields: Field[]
  /** Changes the whole filter; `focusAt` is the place that the focus goes to, or the button to add when nothing is there. */
  change: (change: (filter: FilterGroup) => FilterGroup, focusAt?: FilterPath) => void
}

const Context = createContext<BuilderContext>({ fields: [], change: () => undefined })

export const BuilderProvider = Context.Provider
export const useBuilder = (): BuilderContext => use(Context)
