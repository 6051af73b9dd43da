import type { SourceDefinition } from '../../../../electron/sources/define'
import { AppFailure } from '../../../../shared/errors'
import { restSource } from './source'

/** Stands in for the catalog when the bench is built: everything else is the program's own. */
export const sources: readonly SourceDefinition[] = [restSource]

/** Fails with `not-found`. @public */
export function getSource(id: string): SourceDefinition {
  const found = sources.find((source) => source.id === id)
  if (!found) throw new AppFailure({ code: 'not-found', what: 'source', id })
  return found
}
