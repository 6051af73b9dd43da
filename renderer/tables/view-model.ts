import { useEffect, useMemo } from 'react'
import type { RecordQuestion, View, ViewState } from '../../shared/domain/record-question'
import type { Table } from '../../shared/domain/table'
import type { AppError } from '../../shared/errors'
import type { Result } from '../../shared/result'
import { api } from '../app/api'
import { useAddressSearch, useGo, usePath } from '../app/navigation'
import { useQueryOf } from '../app/query'
import type { SaveState } from '../ui/saved-mark'
import { changeDraft, dropDraft, flushDraft, useViewDrafts } from './view-drafts'
import { questionOf, tidyState, USUAL_STATE } from './view-state'

export type ViewModel = {
  views: View[]
  view: View
  /** As it stands on screen; what is stored follows. */
  state: ViewState
  /** Stays the same object while what is asked stays the same. */
  question: RecordQuestion
  /** False until the views were read: asking before would ask for the wrong records. */
  ready: boolean
  error: AppError | null
  saved: SaveState
  change: (part: Partial<ViewState>) => void
  open: (viewId: string) => void
  /** A new view that starts as this one stands, and opens. `state` instead of it when given. */
  create: (name: string, state?: ViewState) => Promise<Result<string>>
  rename: (name: string) => Promise<Result<void>>
  /** Deletes the view that is open and opens the first one. */
  remove: () => Promise<Result<void>>
}

const firstOf = (table: Table): View => ({ id: '', tableId: table.id, name: '', first: true, state: USUAL_STATE })

/** The view of a table that the address names (`?view=`), else its first one. */
export function useViewState(table: Table): ViewModel {
  const { data: views = [], isPending, error } = useQueryOf(['tables', 'views'], { tableId: table.id })
  const search = useAddressSearch<Record<string, unknown>>()
  const path = usePath()
  const go = useGo()
  const view = views.find(({ id }) => id === search.view) ?? views[0] ?? firstOf(table)
  const draft = useViewDrafts((drafts) => drafts[view.id])
  const stored = draft?.state ?? view.state
  const state = useMemo(() => tidyState(stored, table.fields), [stored, table.fields])
  useEffect(() => () => void flushDraft(view.id), [view.id])

  function open(viewId: string) {
    const others = Object.entries(search).filter(([name]) => name !== 'view')
    const isFirst = views.some(({ id, first }) => first && id === viewId)
    const asked = new URLSearchParams(others.map(([name, value]) => [name, String(value)]))
    if (!isFirst) asked.set('view', viewId)
    go(asked.size > 0 ? `${path}?${asked}` : path)
  }

  /** From what stands in the store, not from what was last drawn: two changes between drawings both count. */
  function change(part: Partial<ViewState>) {
    if (!view.id) return
    const now = useViewDrafts.getState()[view.id]?.state ?? view.state
    changeDraft(table.id, view.id, { ...tidyState(now, table.fields), ...part })
  }

  return {
    views,
    view,
    state,
    question: useQuestion(table, state),
    ready: !isPending,
    error,
    saved: draft?.saved ?? 'idle',
    change,
    open,
    async create(name, from = state) {
      const made = await api.tables.createView({ tableId: table.id, name, state: from })
      if (made.ok) open(made.value)
      return made
    },
    rename: (name) => api.tables.renameView({ tableId: table.id, id: view.id, name }),
    async remove() {
      await dropDraft(view.id)
      const removed = await api.tables.deleteView({ tableId: table.id, id: view.id })
      const first = views.find(({ first: isFirst }) => isFirst)
      if (removed.ok && first) open(first.id)
      return removed
    },
  }
}

function useQuestion(table: Table, state: ViewState): RecordQuestion {
  const question = questionOf(table, state)
  const key = JSON.stringify(question)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same question stays the same object.
  return useMemo(() => question, [key])
}
