import type { StreamField } from '../../shared/domain/data-connection'
import { labelOf } from '../../shared/domain/field-label'
import type { StoredField } from '../tables/columns'

/** `sourceName` is what a field of the table keeps for ever, whatever it is called. */
export type NamedField = Pick<StreamField, 'name' | 'label'> & { sourceName: string }

/**
 * What each field of a stream is called in its table, in their order: as people call it at the source, unless a field
 * that is not among them, or one before it, has that name.
 */
export function nameFields(wanted: readonly NamedField[], stored: readonly StoredField[]): string[] {
  const sources = new Set(wanted.map(({ sourceName }) => sourceName))
  const others = stored.filter(({ synced, sourceName }) => !synced || !sources.has(sourceName ?? ''))
  const taken = new Set(others.map(({ name }) => name.toLowerCase()))
  return wanted.map((field) => {
    const name = freeName(labelOf(field).trim() || field.name, taken)
    taken.add(name.toLowerCase())
    return name
  })
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted
  for (let number = 1; taken.has(name.toLowerCase()); number += 1)
    name = `${wanted} (source${number > 1 ? ` ${number}` : ''})`
  return name
}

/** Tables made by hand keep how they write a name. */
export const isSameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
