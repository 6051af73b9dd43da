import { randomUUID } from 'node:crypto'
import type { DiscoveredStream, StreamChoice, StreamSettings } from '../../shared/domain/data-connection'
import { AppFailure } from '../../shared/errors'
import type { NewStream } from './queries'

const refuse = (message: string): never => {
  throw new AppFailure({ code: 'invalid-input', message })
}

/** The chosen streams as they are stored. Fails with `invalid-input` in words for the person. */
export function chooseStreams(
  choices: readonly StreamChoice[],
  found: readonly DiscoveredStream[],
  { tables, taken }: { tables: ReadonlyMap<string, string>; taken: ReadonlySet<string> },
): NewStream[] {
  const names = new Set(taken)
  const targets = new Set<string>()
  return choices.map(({ name, target, settings }) => {
    const discovered = found.find((one) => one.name === name) ?? refuse(`There is no stream named ${name}`)
    if (names.has(name)) refuse(`${discovered.label} is there already`)
    names.add(name)
    checkSettings(discovered, settings)
    if (target.kind === 'new')
      return { id: randomUUID(), name, tableId: null, tableName: target.tableName, settings, discovered }
    const tableName = tables.get(target.tableId) ?? refuse(`The table for ${discovered.label} does not exist any more`)
    if (targets.has(target.tableId)) refuse(`Two streams cannot fill ${tableName}`)
    targets.add(target.tableId)
    return { id: randomUUID(), name, tableId: target.tableId, tableName, settings, discovered }
  })
}

export function checkSettings(discovered: DiscoveredStream, settings: StreamSettings): void {
  const { label } = discovered
  const names = new Set(discovered.fields.map(({ name }) => name))
  const { mode, fields, filters, cursorField } = settings
  const unknown = [...(fields ?? []), ...filters.map(({ field }) => field)].find((name) => !names.has(name))
  if (unknown !== undefined) refuse(`${label} has no field named ${unknown}`)
  if (fields?.length === 0) refuse(`Choose at least one field of ${label}`)
  const cursors = [discovered.cursorField, ...discovered.cursorChoices]
  if (cursorField !== null && !cursors.includes(cursorField))
    refuse(`${cursorField} does not tell when a record of ${label} was changed`)
  if (mode === 'incremental' && discovered.cursorField === null && cursorField === null)
    refuse(`${label} can only be read in full`)
}
