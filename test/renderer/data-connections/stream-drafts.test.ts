import { describe, expect, it } from 'vitest'
import { startI18n } from '../../../renderer/app/i18n'
import { needsValue, newFilter, opKey, opsOf, withFilterField } from '../../../renderer/data-connections/filter-ops'
import {
  changeDraft,
  choicesOf,
  deletesSeen,
  estimateOf,
  fieldsLeftOut,
  findDrafts,
  fixedFields,
  groupDrafts,
  problemsOf,
  settingsProblem,
  startDrafts,
  usualSettings,
  whyNotIncremental,
  withMode,
} from '../../../renderer/data-connections/stream-drafts'
import { DiscoveredStream, StreamChoice } from '../../../shared/domain/data-connection'
import { FieldType } from '../../../shared/domain/table'
import { field, stream } from './builders'

const i18n = startI18n()

describe('streams on their way to tables', () => {
  it('are all chosen where they are few, and none where they are many', () => {
    const many = Array.from({ length: 21 }, (_, index) => stream(`s${index}`))
    expect(startDrafts(many.slice(0, 20), []).every(({ chosen }) => chosen)).toBe(true)
    expect(startDrafts(many, []).some(({ chosen }) => chosen)).toBe(false)
  })

  it('get names that no other table has', () => {
    const found = [
      stream('public.orders', { group: 'public' }),
      stream('archive.orders', { group: 'archive' }),
      stream('Customer'),
      stream('x.customer'),
    ]
    const names = startDrafts(found, ['Orders', 'customer']).map(({ target }) => target)
    expect(names).toEqual([
      { kind: 'new', tableName: 'public orders' },
      { kind: 'new', tableName: 'archive orders' },
      { kind: 'new', tableName: 'Customer 2' },
      { kind: 'new', tableName: 'customer 3' },
    ])
    expect(problemsOf(startDrafts(found, ['Orders', 'customer']), ['Orders', 'customer'])).toEqual(new Map())
  })

  it('say about how many records the chosen ones have, as far as the source tells', () => {
    const drafts = startDrafts([stream('a', { estimatedRows: 40 }), stream('b', { estimatedRows: 2 }), stream('c')], [])
    expect(estimateOf(drafts)).toBe(42)
    expect(estimateOf(changeDraft(drafts, 'a', { chosen: false }))).toBe(2)
    expect(estimateOf(drafts.filter(({ stream: { name } }) => name === 'c'))).toBeNull()
  })

  it('leave out no field unless some were chosen, and never the key or what tells of changes', () => {
    const one = stream('a', { fields: [...stream('a').fields, field('fld7', { label: 'Annual revenue' })] })
    const settings = usualSettings(one)
    expect(fieldsLeftOut(one, settings)).toEqual([])
    expect(fieldsLeftOut(one, { ...settings, fields: [] })).toEqual(['note', 'Annual revenue'])
  })

  it('do not see deletes that the source never shows, unless everything is read', () => {
    const one = stream('a', { deletes: 'never' })
    expect(deletesSeen(one, usualSettings(one))).toBe('never')
    expect(deletesSeen(one, { ...usualSettings(one), mode: 'full' })).toBe('full-read')
    expect(deletesSeen(stream('b'), usualSettings(stream('b')))).toBe('sweep')
  })

  it('read what changed where something tells it, else everything', () => {
    const noCursor = stream('a', { cursorField: null })
    const noKey = stream('b', { fields: [field('note')] })
    const choice = stream('c', { cursorField: null, cursorChoices: ['updated_at'] })
    expect([stream('d'), noCursor, noKey, choice].map(whyNotIncremental)).toEqual([null, 'noCursor', 'noKey', null])
    expect([stream('d'), noCursor, noKey, choice].map((one) => usualSettings(one).mode)).toEqual([
      'incremental',
      'full',
      'full',
      'full',
    ])
    expect(withMode(usualSettings(choice), 'incremental', choice)).toMatchObject({
      mode: 'incremental',
      cursorField: 'updated_at',
    })
  })

  it('always read the key, and the field that tells what changed while it is needed', () => {
    const one = stream('a')
    const settings = usualSettings(one)
    expect([...fixedFields(one, settings)]).toEqual(['id', 'updated_at'])
    expect([...fixedFields(one, { ...settings, mode: 'full' })]).toEqual(['id'])
  })

  it('are found by words in any order, in name, label and group', () => {
    const drafts = startDrafts([stream('base.Open tasks', { group: 'Sales base' }), stream('other')], [])
    expect(findDrafts(drafts, 'tasks sales')).toHaveLength(1)
    expect(findDrafts(drafts, 'tasks nowhere')).toHaveLength(0)
    expect(findDrafts(drafts, ' ')).toHaveLength(2)
  })

  it('stand in groups, those without one first', () => {
    const drafts = startDrafts(
      [stream('a', { group: 'g' }), stream('b'), stream('c', { group: 'h' }), stream('d', { group: 'g' })],
      [],
    )
    const groups = groupDrafts(drafts).map((group) => [group.group, group.drafts.map(({ stream: { name } }) => name)])
    expect(groups).toEqual([
      [null, ['b']],
      ['g', ['a', 'd']],
      ['h', ['c']],
    ])
  })

  it('are held back by a missing or taken name, a table taken twice, no field, a filter without a value', () => {
    const start = startDrafts(
      ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => stream(name)),
      ['Mine'],
    )
    const table = { kind: 'existing' as const, tableId: 't1' }
    const settings = usualSettings(stream('a'))
    const parts: Record<string, Parameters<typeof changeDraft>[2]> = {
      a: { target: { kind: 'new', tableName: ' ' } },
      b: { target: { kind: 'new', tableName: 'mine' } },
      c: { target: table },
      d: { target: table },
      e: { settings: { ...settings, fields: [] } },
      f: { settings: { ...settings, filters: [{ field: 'note', op: 'eq', value: '' }] } },
      g: { chosen: false, target: { kind: 'new', tableName: '' } },
    }
    const drafts = Object.entries(parts).reduce((before, [name, part]) => changeDraft(before, name, part), start)
    const problems = problemsOf(drafts, ['Mine'])
    expect(Object.fromEntries(problems)).toEqual({
      a: 'noName',
      b: 'nameTaken',
      d: 'sameTable',
      e: 'noFields',
      f: 'filter',
    })
    for (const problem of [...problems.values(), 'noTable'])
      expect(i18n.exists(`data-connections:problem.${problem}`), problem).toBe(true)
    expect(settingsProblem({ ...settings, filters: [{ field: 'note', op: 'empty', value: '' }] })).toBeNull()
  })

  it('become choices that main takes', () => {
    const drafts = changeDraft(startDrafts([stream('a'), stream('b')], []), 'a', {
      target: { kind: 'new', tableName: ' Orders ' },
    })
    const choices = choicesOf(changeDraft(drafts, 'b', { chosen: false }))
    expect(choices.map((choice) => StreamChoice.parse(choice))).toEqual([
      { name: 'a', target: { kind: 'new', tableName: 'Orders' }, settings: usualSettings(stream('a')) },
    ])
  })
})

describe('filters of a stream', () => {
  it('have an operator for every type, each with words', () => {
    for (const type of FieldType.options) {
      expect(opsOf(type).length, type).toBeGreaterThan(1)
      for (const op of opsOf(type)) expect(i18n.exists(`data-connections:op.${opKey(op, type)}`), op).toBe(true)
    }
  })

  it('keep operator and value with another field of the same type only', () => {
    const filter = { field: 'note', op: 'contains' as const, value: 'x' }
    expect(withFilterField(filter, field('note'), field('other'))).toEqual({ ...filter, field: 'other' })
    expect(withFilterField(filter, field('note'), field('paid', { type: 'boolean' }))).toEqual({
      field: 'paid',
      op: 'eq',
      value: 'true',
    })
    expect(newFilter(field('n', { type: 'integer' }))).toEqual({ field: 'n', op: 'eq', value: '' })
    expect([needsValue('empty'), needsValue('eq')]).toEqual([false, true])
  })

  it('explain how deletes are seen and where filters are applied', () => {
    for (const deletes of DiscoveredStream.shape.deletes.options)
      expect(i18n.exists(`data-connections:deletes.seen.${deletes}`), deletes).toBe(true)
    for (const where of DiscoveredStream.shape.filters.options)
      expect(i18n.exists(`data-connections:filters.${where}`), where).toBe(true)
  })
})
