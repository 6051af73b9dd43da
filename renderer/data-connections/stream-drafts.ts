import type { DiscoveredStream, StreamChoice, StreamFilter, StreamSettings } from '../../shared/domain/data-connection'
import { labelOf } from '../../shared/domain/field-label'

/** One stream of the source on its way to becoming a table. */
export type StreamDraft = {
  stream: DiscoveredStream
  chosen: boolean
  target: StreamChoice['target']
  settings: StreamSettings
}

/** With more streams than this, nothing is chosen at first: nobody wants all objects of a large system. */
const FEW = 20
const NAME_LENGTH = 120

const hasKey = ({ fields }: DiscoveredStream): boolean => fields.some(({ primaryKey }) => primaryKey)

/** Why only changes cannot be read; null when they can. Keys under `data-connections:mode.not`. */
export function whyNotIncremental(stream: DiscoveredStream): 'noKey' | 'noCursor' | null {
  if (!hasKey(stream)) return 'noKey'
  return stream.cursorField === null && stream.cursorChoices.length === 0 ? 'noCursor' : null
}

/** The field that tells what changed, with these settings. */
export const cursorOf = (stream: DiscoveredStream, { cursorField }: Pick<StreamSettings, 'cursorField'>) =>
  cursorField ?? stream.cursorField

/** The fields at the source that an explicit choice leaves out; none where all are synced. */
export function fieldsLeftOut(stream: DiscoveredStream, settings: StreamSettings): string[] {
  if (settings.fields === null) return []
  const synced = new Set([...settings.fields, ...fixedFields(stream, settings)])
  return stream.fields.filter(({ name }) => !synced.has(name)).map(labelOf)
}

export const usualSettings = (stream: DiscoveredStream): StreamSettings => ({
  mode: stream.cursorField !== null && whyNotIncremental(stream) === null ? 'incremental' : 'full',
  fields: null,
  filters: [],
  cursorField: null,
  deletes: 'remove',
})

/** Changes of mode and cursor that go together: reading changes needs a field that tells them. */
export function withMode(
  settings: StreamSettings,
  mode: StreamSettings['mode'],
  stream: DiscoveredStream,
): StreamSettings {
  const cursorField = cursorOf(stream, settings) === null ? (stream.cursorChoices[0] ?? null) : settings.cursorField
  return mode === 'incremental' ? { ...settings, mode, cursorField } : { ...settings, mode }
}

/** Fields that are read whatever is chosen: without them nothing could be matched. */
export function fixedFields(stream: DiscoveredStream, settings: StreamSettings): Set<string> {
  const cursor = settings.mode === 'incremental' ? cursorOf(stream, settings) : null
  const keys = stream.fields.filter(({ primaryKey }) => primaryKey).map(({ name }) => name)
  return new Set(cursor === null ? keys : [...keys, cursor])
}

/** Everything that is read finds what is gone, however the source tells of it. */
export const deletesSeen = ({ deletes }: DiscoveredStream, { mode }: StreamSettings): DiscoveredStream['deletes'] =>
  mode === 'full' && deletes === 'never' ? 'full-read' : deletes

const without = (text: string): string => text.trim().toLocaleLowerCase()

/** A name that no other table has: with the group in front, then with a number behind. */
export function freeName({ label, group }: DiscoveredStream, taken: ReadonlySet<string>): string {
  const short = label.slice(0, NAME_LENGTH - 4)
  const candidates = [short, ...(group ? [`${group} ${short}`.slice(0, NAME_LENGTH - 4)] : [])]
  const free = candidates.find((name) => !taken.has(without(name)))
  if (free) return free
  for (let number = 2; ; number += 1) {
    const name = `${short} ${number}`
    if (!taken.has(without(name))) return name
  }
}

/** All streams with what most people want; `taken` are the names of the tables that are there. */
export function startDrafts(streams: DiscoveredStream[], taken: readonly string[]): StreamDraft[] {
  const names = new Set(taken.map(without))
  return streams.map((stream) => {
    const tableName = freeName(stream, names)
    names.add(without(tableName))
    return {
      stream,
      chosen: streams.length <= FEW,
      target: { kind: 'new', tableName },
      settings: usualSettings(stream),
    }
  })
}

export const changeDraft = (drafts: StreamDraft[], name: string, part: Partial<StreamDraft>): StreamDraft[] =>
  drafts.map((draft) => (draft.stream.name === name ? { ...draft, ...part } : draft))

/** Words in any order, in the name, the label or the group. */
export function findDrafts(drafts: StreamDraft[], search: string): StreamDraft[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  return drafts.filter(({ stream: { name, label, group } }) => {
    const text = `${name} ${label} ${group ?? ''}`.toLocaleLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** In the order of the source; streams without a group stand first. */
export function groupDrafts(drafts: StreamDraft[]): { group: string | null; drafts: StreamDraft[] }[] {
  const groups = new Map<string | null, StreamDraft[]>()
  for (const draft of drafts) groups.set(draft.stream.group, [...(groups.get(draft.stream.group) ?? []), draft])
  return [...groups].map(([group, members]) => ({ group, drafts: members })).toSorted(byGroup)
}

const byGroup = (a: { group: string | null }, b: { group: string | null }): number =>
  Number(a.group !== null) - Number(b.group !== null)

/** An operator that needs no value, or one that has it. */
const isFilterComplete = ({ field, op, value }: StreamFilter): boolean =>
  field !== '' && (op === 'empty' || op === 'not-empty' || value.trim() !== '')

/** What stands in the way of a chosen stream; keys under `data-connections:problem`. */
export function problemsOf(drafts: StreamDraft[], taken: readonly string[]): Map<string, string> {
  const used = new Set(taken.map(without))
  const tables = new Set<string>()
  const problems = new Map<string, string>()
  for (const { stream, chosen, target, settings } of drafts) {
    if (!chosen) continue
    const problem = targetProblem(target, used, tables) ?? settingsProblem(settings)
    if (problem) problems.set(stream.name, problem)
    if (target.kind === 'new') used.add(without(target.tableName))
    else tables.add(target.tableId)
  }
  return problems
}

function targetProblem(target: StreamChoice['target'], used: Set<string>, tables: Set<string>): string | null {
  if (target.kind === 'existing') {
    if (target.tableId === '') return 'noTable'
    return tables.has(target.tableId) ? 'sameTable' : null
  }
  if (target.tableName.trim() === '') return 'noName'
  return used.has(without(target.tableName)) ? 'nameTaken' : null
}

export function settingsProblem({ filters, fields }: StreamSettings): string | null {
  if (fields?.length === 0) return 'noFields'
  return filters.every(isFilterComplete) ? null : 'filter'
}

/** About how many records the chosen streams have; null while none of them says. */
export function estimateOf(drafts: StreamDraft[]): number | null {
  const told = drafts.flatMap(({ chosen, stream }) =>
    chosen && stream.estimatedRows !== null ? [stream.estimatedRows] : [],
  )
  return told.length === 0 ? null : told.reduce((sum, rows) => sum + rows, 0)
}

export const choicesOf = (drafts: StreamDraft[]): StreamChoice[] =>
  drafts
    .filter(({ chosen }) => chosen)
    .map(({ stream, target, settings }) => ({
      name: stream.name,
      target: target.kind === 'new' ? { kind: 'new', tableName: target.tableName.trim() } : target,
      settings,
    }))
