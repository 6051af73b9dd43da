import { create } from 'zustand'

/** `all` finds everything; `open` only things one can go to. */
export type PaletteMode = 'all' | 'open'

type UiState = {
  palette: PaletteMode | null
  cheatSheet: boolean
  /** Ids of palette items, the latest first. */
  recents: string[]
}

const RECENTS = 12

export const useUiState = create<UiState>()(() => ({ palette: null, cheatSheet: false, recents: [] }))

export const openPalette = (mode: PaletteMode): void =>
  useUiState.setState(({ palette }) => ({ palette: palette === mode ? null : mode }))

/** The list with `id` at its front and nothing twice. */
export const withRecent = (recents: readonly string[], id: string): string[] =>
  [id, ...recents.filter((known) => known !== id)].slice(0, RECENTS)

export const remember = (id: string): void =>
  useUiState.setState(({ recents }) => ({ recents: withRecent(recents, id) }))
