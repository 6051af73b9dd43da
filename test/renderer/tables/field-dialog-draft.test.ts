import { describe, expect, it } from 'vitest'
import {
  changeOf,
  draftOf,
  moved,
  newDraft,
  newFieldOf,
  problemOf,
  withChoice,
} from '../../../renderer/tables/field-dialog-draft'
import type { Field, FieldSettings } from '../../../shared/domain/table'

const stage = (settings: Partial<FieldSettings> = {}): Field => ({
  id: 'f1',
  name: 'Stage',
  type: 'select',
  position: 0,
  synced: false,
  primaryKey: false,
  vanished: false,
  settings: {
    hidden: false,
    required: false,
    unique: false,
    indexed: false,
    defaultValue: null,
    options: [
      { name: 'Open', color: 0 },
      { name: 'Won', color: 1 },
    ],
    referenceTableId: null,
    ...settings,
  },
})

const renamed = (field: Field, from: string, to: string) => {
  const draft = draftOf(field)
  return {
    ...draft,
    choices: draft.choices.map((choice) => (choice.name === from ? { ...choice, name: to } : choice)),
  }
}

describe('a field in its dialog', () => {
  it('has nothing to store while nothing was changed', () => {
    expect(changeOf(draftOf(stage()), stage())).toBeNull()
  })

  it('stores only what differs', () => {
    const draft = draftOf(stage())
    expect(changeOf({ ...draft, name: ' Phase ', settings: { ...draft.settings, required: true } }, stage())).toEqual({
      name: 'Phase',
      settings: { required: true },
    })
  })

  it('says which choices go on under another name', () => {
    expect(changeOf(renamed(stage(), 'Won', 'Closed won'), stage())).toEqual({
      settings: {
        options: [
          { name: 'Open', color: 0 },
          { name: 'Closed won', color: 1 },
        ],
      },
      renamed: [{ from: 'Won', to: 'Closed won' }],
    })
  })

  it('renames the default value with its choice, and drops it with it', () => {
    const field = stage({ defaultValue: 'Won' })
    expect(changeOf(renamed(field, 'Won', 'Done'), field)?.settings?.defaultValue).toBe('Done')
    const draft = draftOf(field)
    const without = { ...draft, choices: draft.choices.filter(({ name }) => name !== 'Won') }
    expect(changeOf(without, field)?.settings?.defaultValue).toBeNull()
  })

  it('calls an added choice neither a rename nor the colour of another', () => {
    const draft = draftOf(stage())
    const added = withChoice(draft.choices, 'Lost')
    expect(added.at(-1)).toMatchObject({ name: 'Lost', color: 2, was: null })
    expect(changeOf({ ...draft, choices: added }, stage())?.renamed).toBeUndefined()
  })

  it('stores an order of choices', () => {
    const draft = draftOf(stage())
    const change = changeOf({ ...draft, choices: moved(draft.choices, 1, 0) }, stage())
    expect(change?.settings?.options?.map(({ name }) => name)).toEqual(['Won', 'Open'])
  })

  it('leaves choices and targets out of fields that have none', () => {
    const draft = { ...newDraft('Note'), choices: withChoice([], 'Left over') }
    expect(newFieldOf({ ...draft, settings: { ...draft.settings, referenceTableId: 't1' } })).toMatchObject({
      name: 'Note',
      type: 'text',
      settings: { options: [], referenceTableId: null },
    })
  })

  it('says what is missing', () => {
    expect(problemOf(newDraft(' '), [])).toBe('name')
    expect(problemOf(newDraft('amount'), ['Amount'])).toBe('nameTaken')
    expect(problemOf(newDraft('Deal', 'reference'), [])).toBe('target')
    expect(problemOf({ ...newDraft('Stage', 'select'), choices: withChoice([]) }, [])).toBe('choiceName')
    expect(problemOf(renamed(stage(), 'Won', ' Open '), [])).toBe('choiceTwice')
    expect(problemOf(draftOf(stage()), ['Amount'])).toBeNull()
  })
})
