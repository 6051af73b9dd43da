import { AppFailure } from '../../shared/errors'
import type { SourceDefinition } from './define'

const modules = import.meta.glob<{ default: SourceDefinition }>('./catalog/*.ts', { eager: true })

/** Every file of the catalog, by name. Adding a source is adding a file. */
export const sources: readonly SourceDefinition[] = Object.values(modules)
  .map((module) => module.default)
  .sort((a, b) => a.name.localeCompare(b.name, 'en'))

/** Fails with `not-found`. */
export function getSource(id: string): SourceDefinition {
  const found = sources.find((source) => source.id === id)
  if (!found) throw new AppFailure({ code: 'not-found', what: 'source', id })
  return found
}
