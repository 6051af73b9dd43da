import { AppFailure } from '../../shared/errors'
import type { ActionDefinition, IntegrationDefinition } from './define'

const modules = import.meta.glob<{ default: IntegrationDefinition }>('./catalog/*.ts', { eager: true })

/** Every file of the catalog, by name. Adding an integration is adding a file. */
export const definitions: readonly IntegrationDefinition[] = Object.values(modules)
  .map((module) => module.default)
  .sort((a, b) => a.name.localeCompare(b.name, 'en'))

export function getDefinition(id: string): IntegrationDefinition {
  const found = definitions.find((definition) => definition.id === id)
  if (!found) throw new AppFailure({ code: 'not-found', what: 'integration', id })
  return found
}

export function getAction(definition: IntegrationDefinition, id: string): ActionDefinition {
  const found = definition.actions.find((action) => action.id === id)
  if (!found) throw new AppFailure({ code: 'not-found', what: 'action', id })
  return found
}
