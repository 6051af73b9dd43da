import type { DiscoveredStream, StreamField, StreamSettings } from '../../shared/domain/data-connection'
import { type Selection, SourceProblem } from '../sources/define'
import type { Fingerprint } from './state'

/** What is read of a stream, and what of it only serves the reading. */
export type Chosen = {
  /** With filters that the source applies; `stream` names the cursor field that was chosen. */
  selection: Selection
  /** Of fields that are read without having been asked for. */
  hidden: ReadonlySet<string>
  fingerprint: Fingerprint
}

/** What people call a field, also one that is gone. */
export type Called = (name: string) => string
export type Reading = { settings: StreamSettings; sourceVersion: number; account: string | null; called: Called }

/** The key, the cursor and what local filters look at are always read. Fails when a filter or the cursor has no field. */
export function choose(discovered: DiscoveredStream, reading: Reading): Chosen {
  const { settings, sourceVersion, account, called } = reading
  const cursorField = cursorOf(discovered, reading)
  const stream = { ...discovered, cursorField }
  const filters = settings.filters.map((filter) => {
    if (discovered.fields.some(({ name }) => name === filter.field)) return filter
    throw problem(`${called(filter.field)}, by which records are chosen, is no longer at the source`)
  })
  const wanted = settings.fields && new Set(settings.fields)
  const needed = new Set([cursorField, ...(discovered.filters === 'local' ? filters.map(({ field }) => field) : [])])
  const isWanted = ({ name }: StreamField) => wanted === null || wanted.has(name)
  const fields = discovered.fields.filter((one) => isWanted(one) || one.primaryKey || needed.has(one.name))
  return {
    selection: { stream, fields, filters: discovered.filters === 'source' ? filters : [] },
    hidden: new Set(fields.filter((field) => !isWanted(field)).map(({ name }) => name)),
    fingerprint: {
      ...{ sourceVersion, account },
      stream: discovered.name,
      fields: Object.fromEntries(fields.map(({ name, type }) => [name, type])),
      key: fields.filter(({ primaryKey }) => primaryKey).map(({ name }) => name),
      cursorField,
      filters,
    },
  }
}

function cursorOf(
  { cursorField, cursorChoices, fields }: DiscoveredStream,
  { settings, called }: Reading,
): string | null {
  const chosen = settings.cursorField
  if (settings.mode === 'full') return null
  if (chosen === null || chosen === cursorField) return cursorField
  if (cursorChoices.includes(chosen) || fields.some(({ name }) => name === chosen)) return chosen
  throw problem(
    `${called(chosen)}, which told what changed, is no longer at the source; choose another field or full reads`,
  )
}

/** Records could no longer be told apart, or changes no longer be found: not without a person who says so. */
export function refuseLosses(before: Fingerprint | null, now: Fingerprint, { settings, called }: Reading): void {
  if (!before) return
  const names = (key: readonly string[]) => key.map(called).join(', ')
  const same = before.key.length === now.key.length && before.key.every((name) => now.key.includes(name))
  if (before.key.length > 0 && !same)
    throw problem(
      `The key was ${names(before.key)} and is now ${names(now.key) || 'missing'} at the source; sync everything anew to go on`,
    )
  if (before.cursorField !== null && now.cursorField === null && settings.mode === 'incremental')
    throw problem(
      `${called(before.cursorField)}, which told what changed, is no longer at the source; choose another field or full reads`,
    )
}

export type Difference = 'none' | 'fields' | 'filters' | 'other'

/** What differs so that everything has to be read again. Fields that are no longer read do not. */
export function compare(before: Fingerprint | null, now: Fingerprint): Difference {
  if (!before) return 'other'
  if (JSON.stringify(before.filters) !== JSON.stringify(now.filters)) return 'filters'
  const isSameSource = before.sourceVersion === now.sourceVersion && before.account === now.account
  const same = isSameSource && before.stream === now.stream
  if (!same || before.cursorField !== now.cursorField || before.key.join('\n') !== now.key.join('\n')) return 'other'
  const isKnown = ([name, type]: [string, string]) => before.fields[name] === type
  return Object.entries(now.fields).every(isKnown) ? 'none' : 'fields'
}

const problem = (message: string): SourceProblem => new SourceProblem({ kind: 'stream-unavailable', message })
