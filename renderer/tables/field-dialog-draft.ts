import { USUAL_SETTINGS } from '../../shared/domain/field-types'
import type { Field, FieldChange, FieldSettings, FieldType, NewField, SelectOption } from '../../shared/domain/table'
import { hasChoices } from './field-types'

const COLORS = 8

/** One choice as it is edited. `was` is the name it is stored under; null for a new one. */
export type DraftChoice = { key: number; name: string; color: number; was: string | null }

/** A field as it stands in a dialog, before it is stored. */
export type FieldDraft = { name: string; type: FieldType; settings: FieldSettings; choices: DraftChoice[] }

/** What is wrong with a draft: a key of `table-panels:field.problem`. */
export type FieldProblem = 'name' | 'nameTaken' | 'choiceName' | 'choiceTwice' | 'target'

export const newDraft = (name = '', type: FieldType = 'text'): FieldDraft => ({
  name,
  type,
  settings: USUAL_SETTINGS,
  choices: [],
})

export const draftOf = ({ name, type, settings }: Field): FieldDraft => ({
  name,
  type,
  settings,
  choices: settings.options.map((option, key) => ({ ...option, key, was: option.name })),
})

/** One more choice, in the colour that is used least. */
export function withChoice(choices: readonly DraftChoice[], name = ''): DraftChoice[] {
  const uses = Array.from({ length: COLORS }, (_, color) => choices.filter((choice) => choice.color === color).length)
  const color = uses.indexOf(Math.min(...uses))
  const key = Math.max(-1, ...choices.map((choice) => choice.key)) + 1
  return [...choices, { key, name, color, was: null }]
}

/** The list with one entry at another place. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const item = items[from]
  return item === undefined ? [...items] : items.toSpliced(from, 1).toSpliced(to, 0, item)
}

export const optionsOf = ({ type, choices }: FieldDraft): SelectOption[] =>
  hasChoices(type) ? choices.map(({ name, color }) => ({ name: name.trim(), color })) : []

/** Choices with another name than the one in the records. */
const renamedOf = ({ choices }: FieldDraft): { from: string; to: string }[] =>
  choices.flatMap(({ was, name }) => (was !== null && was !== name.trim() ? [{ from: was, to: name.trim() }] : []))

/** The default value goes along with its choice: renamed with it, gone with it. */
function defaultOf({ type, settings, choices }: FieldDraft): FieldSettings['defaultValue'] {
  if (type !== 'select' || settings.defaultValue === null) return settings.defaultValue
  const chosen = choices.find(({ name, was }) => settings.defaultValue === was || settings.defaultValue === name.trim())
  return chosen ? chosen.name.trim() : null
}

const settingsOf = (draft: FieldDraft): FieldSettings => ({
  ...draft.settings,
  options: optionsOf(draft),
  defaultValue: defaultOf(draft),
  referenceTableId: draft.type === 'reference' ? draft.settings.referenceTableId : null,
})

export const newFieldOf = (draft: FieldDraft): NewField => ({
  name: draft.name.trim(),
  type: draft.type,
  settings: settingsOf(draft),
})

/** Only what differs from the stored field; null when nothing does. */
export function changeOf(draft: FieldDraft, field: Field): FieldChange | null {
  const next = settingsOf(draft)
  const differing = Object.entries(next).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(field.settings, key)),
  )
  const renamed = renamedOf(draft)
  const name = draft.name.trim()
  const change: FieldChange = {
    ...(name === field.name ? {} : { name }),
    ...(differing.length > 0 ? { settings: Object.fromEntries(differing) } : {}),
    ...(renamed.length > 0 ? { renamed } : {}),
  }
  return Object.keys(change).length > 0 ? change : null
}

const plain = (name: string): string => name.trim().toLocaleLowerCase()

/** Why a draft cannot be stored yet. `taken` are the names of the other fields of the table. */
export function problemOf(draft: FieldDraft, taken: readonly string[]): FieldProblem | null {
  if (draft.name.trim() === '') return 'name'
  if (taken.some((name) => plain(name) === plain(draft.name))) return 'nameTaken'
  if (draft.type === 'reference' && draft.settings.referenceTableId === null) return 'target'
  if (!hasChoices(draft.type)) return null
  const names = draft.choices.map(({ name }) => name.trim())
  if (names.includes('')) return 'choiceName'
  return new Set(names).size < names.length ? 'choiceTwice' : null
}
