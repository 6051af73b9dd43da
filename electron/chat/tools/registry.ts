import type { RecordTool } from './define'

const modules: Record<string, { default: RecordTool }> = import.meta.glob('./catalog/*.ts', { eager: true })

// Reads before writes, each by name: the list starts the same way in every request, which keeps prompt caches warm.
const all = Object.values(modules)
  .map((module) => module.default)
  .sort((a, b) => Number(a.effect !== 'read') - Number(b.effect !== 'read') || (a.name < b.name ? -1 : 1))

/** The tools over the tables of the workspace; one file in `catalog/` each. */
export const recordTools: readonly RecordTool[] = all
