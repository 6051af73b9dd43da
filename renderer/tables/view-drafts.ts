import { create } from 'zustand'
import type { ViewState } from '../../shared/domain/record-question'
import { api } from '../app/api'
import { type Autosave, createAutosave } from '../ui/autosave'
import type { SaveState } from '../ui/saved-mark'

type Draft = { state: ViewState; saved: SaveState }

/** How views stand on screen, by the id of the view. Outside the components, so that a view is as it was left. */
export const useViewDrafts = create<Record<string, Draft>>()(() => ({}))

const savers = new Map<string, Autosave<ViewState>>()

function saverOf(tableId: string, id: string): Autosave<ViewState> {
  const known = savers.get(id)
  if (known) return known
  const made = createAutosave<ViewState>({
    save: async (state) => (await api.tables.saveView({ tableId, id, state })).ok,
    onState: (saved) =>
      useViewDrafts.setState((drafts) => {
        const draft = drafts[id]
        return draft ? { [id]: { ...draft, saved } } : {}
      }),
  })
  savers.set(id, made)
  return made
}

/** On screen at once; stored when nothing changed for a moment. */
export function changeDraft(tableId: string, id: string, state: ViewState): void {
  useViewDrafts.setState((drafts) => ({ [id]: { state, saved: drafts[id]?.saved ?? 'idle' } }))
  saverOf(tableId, id).change(state)
}

/** Stores what waits; true when everything is stored. */
export const flushDraft = (id: string): Promise<boolean> => savers.get(id)?.flush() ?? Promise.resolve(true)

/** Of a view that was deleted. Zustand merges, so the whole is put in place of the old one. */
export async function dropDraft(id: string): Promise<void> {
  await flushDraft(id)
  savers.delete(id)
  const { [id]: _gone, ...others } = useViewDrafts.getState()
  useViewDrafts.setState(others, true)
}

if (typeof window !== 'undefined') {
  window.addEventListener('pagehide', () => {
    for (const saver of savers.values()) void saver.flush()
  })
}
