import type { LucideIcon } from 'lucide-react'
import type { CommandContext } from './command-registry'

export type PaletteItem = {
  /** Stable, with its noun in front: "table:abc". */
  id: string
  title: string
  subtitle?: string
  icon?: LucideIcon
  keywords?: string
  shortcut?: string
  run: (context: CommandContext) => void | Promise<void>
}

/** Things that can be opened by name. Registered from a `commands.ts`, which is read at the start. */
export type PaletteSource = {
  id: string
  /** Key of the word shown beside its items: "tables:noun". */
  labelKey: string
  /** Called at every opening and every letter; ranking is done here, so all of them may be given. */
  items: (query: string) => PaletteItem[] | Promise<PaletteItem[]>
}

const sources = new Map<string, PaletteSource>()

/** Returns the function that takes it out again. */
export function registerPaletteSource(source: PaletteSource): () => void {
  sources.set(source.id, source)
  return () => {
    sources.delete(source.id)
  }
}

type SourcedItem = PaletteItem & { labelKey: string }

/** What all sources offer. One that fails is left out. */
export async function sourcedItems(query: string): Promise<SourcedItem[]> {
  const lists = await Promise.allSettled(
    [...sources.values()].map(async ({ items, labelKey }) =>
      (await items(query)).map((item) => ({ ...item, labelKey })),
    ),
  )
  return lists.flatMap((list) => (list.status === 'fulfilled' ? list.value : []))
}
