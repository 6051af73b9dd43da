import type { ConnectorTypeInfo } from '../../shared/domain/connector'
import { AppFailure } from '../../shared/errors'
import type { ConnectorType } from './define'

const modules = import.meta.glob<{ default: ConnectorType }>('./catalog/*.ts', { eager: true })

/** One file of the catalog each. Adding a type is adding a file. */
const types: readonly ConnectorType[] = Object.values(modules)
  .map((module) => module.default)
  .sort((a, b) => a.position - b.position)

export const typeInfos: ConnectorTypeInfo[] = types.map(({ id, name, description, hint, fields }) => ({
  ...{ id, name, description, hint },
  fields: [...fields],
}))

export function getType(id: string): ConnectorType {
  const found = types.find((type) => type.id === id)
  if (!found) throw new AppFailure({ code: 'not-found', what: 'type of connector', id })
  return found
}
