import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JsonValue } from '../../../shared/domain/common'
import { type ChatWorkspace, onlyTool, openChatWorkspace } from './chat-workspace'
import { calls, says } from './scripted-model'

const options = (...names: string[]) => ({ options: names.map((name, color) => ({ name, color })) })

let workspace: ChatWorkspace
let threadId: string
let companies: string
beforeEach(async () => {
  workspace = await openChatWorkspace()
  threadId = await workspace.chat.createThread(null)
  companies = await workspace.tables.add('Companies', [['Name', 'text']], [['Acme Corp'], ['Globex'], ['Globex']])
  await workspace.tables.add(
    'Deals',
    [
      ['Title', 'text', { required: true }],
      ['Stage', 'select', options('Open', 'Won', 'Lost')],
      ['Amount', 'number'],
      ['Company', 'reference', { referenceTableId: companies }],
      ['Tags', 'multi-select', options('new', 'hot')],
      ['Close', 'date'],
    ],
    [
      ['Renewal', 'Open', 1200, 1, '["new"]', '2026-01-10'],
      ['Pilot', 'Open', 300, 2, '["hot","new"]', '2026-01-20'],
      ['Upgrade', 'Won', 900, 1, null, '2026-02-03'],
      ['Switch', 'Lost', null, null, null, null],
    ],
  )
})
afterEach(() => workspace.close())

const ask = async (tool: string, input: JsonValue) =>
  onlyTool(await workspace.say(threadId, 'Go', [calls([tool, input]), says('.')]))
const find = async (rest: Record<string, JsonValue>) =>
  ask('query_records', { table: 'Deals', fields: ['Title'], ...rest })
const titled = (...titles: string[]) => ({
  total: titles.length,
  records: titles.map((Title) => expect.objectContaining({ Title })),
})

describe('describe_table', () => {
  it('says types, choices, rules, references and shows a few records', async () => {
    const { output } = await ask('describe_table', { table: 'deals' })
    expect(output).toMatchObject({
      table: 'Deals',
      source: 'this workspace',
      as_of: '2026-03-02T09:00:00.000Z',
      record_count: 4,
      fields: [
        { name: 'Title', type: 'text', required: true },
        { name: 'Stage', type: 'select', options: ['Open', 'Won', 'Lost'] },
        { name: 'Amount', type: 'number' },
        { name: 'Company', type: 'reference', references: 'Companies' },
        { name: 'Tags', type: 'multi-select', options: ['new', 'hot'] },
        { name: 'Close', type: 'date' },
      ],
      sample: [
        { _id: 1, Title: 'Renewal', Company: { id: 1, label: 'Acme Corp' }, Tags: ['new'] },
        { _id: 2 },
        { _id: 3 },
      ],
    })
  })
})

describe('query_records', () => {
  it('takes conditions nested in all and any', async () => {
    const where = {
      any: [
        {
          all: [
            { field: 'Stage', op: 'is', value: 'open' },
            { field: 'Amount', op: '<', value: 500 },
          ],
        },
        { field: 'Stage', op: 'in', value: ['Lost'] },
      ],
    }
    expect((await find({ where })).output).toMatchObject(titled('Pilot', 'Switch'))
    expect((await find({ where, filters: [{ field: 'Amount', op: 'is empty' }] })).output).toMatchObject(
      titled('Switch'),
    )
  })

  it('finds references by the label of the record they lead to', async () => {
    const company = (value: JsonValue, op = 'eq') => find({ filters: [{ field: 'Company', op, value }] })
    expect((await company('acme corp')).output).toMatchObject(titled('Renewal', 'Upgrade'))
    expect((await company({ id: 2 })).output).toMatchObject(titled('Pilot'))
    expect((await company('Globex')).output).toMatchObject(titled('Pilot'))
    expect((await company('Acme Corp', 'ne')).output).toMatchObject(titled('Pilot', 'Switch'))
    expect((await company('Nobody')).output).toMatchObject(titled())
  })

  it('finds several choices by any of them', async () => {
    expect((await find({ filters: [{ field: 'Tags', op: 'eq', value: 'HOT' }] })).output).toMatchObject(titled('Pilot'))
    const both = await find({ filters: [{ field: 'Tags', op: 'has_all', value: ['hot', 'new'] }] })
    expect(both.output).toMatchObject(titled('Pilot'))
  })

  it('sorts by several fields and searches words from their beginning', async () => {
    const sort = [{ field: 'Stage' }, { field: 'Amount', direction: 'desc' }]
    expect((await find({ sort, limit: 3 })).output).toMatchObject({
      records: [{ Title: 'Switch' }, { Title: 'Renewal' }, { Title: 'Pilot' }],
    })
    expect((await find({ search: 'ren' })).output).toMatchObject(titled('Renewal'))
  })

  it('groups and measures', async () => {
    const { output, summary } = await find({
      aggregate: { group_by: 'Stage', measures: [{ fn: 'count' }, { fn: 'sum', field: 'amount' }] },
    })
    expect(summary).toBe('3 groups')
    expect(output).toMatchObject({
      total: 4,
      as_of: '2026-03-02T09:00:00.000Z',
      groups: expect.arrayContaining([
        { group: 'Open', count: 2, 'sum of Amount': 1500 },
        { group: 'Won', count: 1, 'sum of Amount': 900 },
      ]),
    })
    const byMonth = await find({
      aggregate: { group_by: 'Close', step: 'month' },
      filters: [{ field: 'Close', op: 'not_empty' }],
    })
    expect(byMonth.output).toMatchObject({
      total: 3,
      groups: expect.arrayContaining([
        { group: '2026-01-01', count: 2 },
        { group: '2026-02-01', count: 1 },
      ]),
    })
    const byCompany = await find({ aggregate: { group_by: 'Company' }, limit: 1 })
    expect(byCompany.output).toMatchObject({
      groups: [{ group: { id: 1, label: 'Acme Corp' }, count: 2 }],
      groups_left_out: 2,
    })
    expect((await find({ aggregate: { measures: [{ fn: 'avg', field: 'Amount' }] } })).output).toMatchObject({
      groups: [{ 'mean of Amount': 800 }],
    })
  })

  it.each<[string, Record<string, JsonValue>, object]>([
    ['a handle of nothing', { after: 'x' }, { error: 'invalid_input', message: expect.stringContaining('handle') }],
    ['an operator there is not', { filters: [{ field: 'Title', op: 'near', value: 1 }] }, { error: 'invalid_input' }],
    [
      'an operator that the type does not have',
      { filters: [{ field: 'Amount', op: 'contains', value: 1 }] },
      { near: expect.arrayContaining(['gt']) },
    ],
    [
      'a text for a number',
      { filters: [{ field: 'Amount', op: 'gt', value: 'many' }] },
      { error: 'invalid_input', message: expect.stringContaining('Amount') },
    ],
    [
      'a field in a nested condition',
      { where: { all: [{ field: 'Stge', op: 'is', value: 1 }] } },
      { near: expect.arrayContaining(['Stage']) },
    ],
    [
      'conditions that nest too deep',
      { where: { all: [{ all: [{ any: [{ all: [] }] }] }] } },
      { error: 'invalid_input' },
    ],
    ['conditions of no known form', { where: { Stage: 'Open' } }, { error: 'invalid_input' }],
    ['a sum of texts', { aggregate: { measures: [{ fn: 'sum', field: 'Title' }] } }, { error: 'invalid_input' }],
    ['months of a text', { aggregate: { group_by: 'Title', step: 'month' } }, { error: 'invalid_input' }],
  ])('refuses %s', async (_, input, output) => {
    const part = await find(input)
    expect(part.state).toBe('failed')
    expect(part.output).toMatchObject(output)
  })

  it('cuts a page that is too long for one answer, and goes on where it was cut', async () => {
    const long = (name: string) => [name, 'x'.repeat(3900)]
    await workspace.tables.add(
      'Notes',
      [
        ['Name', 'text'],
        ['Text', 'long-text'],
      ],
      Array.from({ length: 20 }, (_, i) => long(`N${i}`)),
    )
    const first = await ask('query_records', { table: 'Notes', limit: 20 })
    const page = first.output as { records: { _id: number }[]; next: string }
    expect(page.records.length).toBeLessThan(20)
    const rest = await ask('query_records', { table: 'Notes', limit: 20, after: page.next })
    expect(rest.output).toMatchObject({ total: 20, records: [{ _id: page.records.length + 1 }, {}, {}, {}, {}] })
  })
})

describe('get_record', () => {
  it('resolves references', async () => {
    expect((await ask('get_record', { table: 'Deals', id: 2 })).output).toMatchObject({
      record: { _id: 2, Company: { id: 2, label: 'Globex' }, Tags: ['hot', 'new'] },
    })
  })
})

describe('a synced table', () => {
  it('takes the same calls and answers in the same shape as one made by hand', async () => {
    const fields: [string, 'text' | 'number'][] = [
      ['Key', 'text'],
      ['Name', 'text'],
      ['Amount', 'number'],
    ]
    const rows = [
      ['k1', 'Acme Corp', 5],
      ['k2', 'Globex', 6],
    ]
    await workspace.tables.add('Own', fields, rows)
    const synced = await workspace.tables.add('Synced', fields, rows)
    await workspace.tables.fillFromSource(synced, 'HubSpot', '2026-03-01T00:00:00.000Z')
    const questions: [string, Record<string, JsonValue>][] = [
      ['query_records', { search: 'acme', sort: { field: 'Name' } }],
      ['query_records', { filters: [{ field: 'Amount', op: 'gt', value: 5 }] }],
      ['query_records', { aggregate: { measures: [{ fn: 'sum', field: 'Amount' }] } }],
      ['get_record', { id: 1 }],
    ]
    for (const [tool, input] of questions) {
      const own = (await ask(tool, { table: 'Own', ...input })).output
      expect(own).toMatchObject({ table: 'Own', source: 'this workspace', as_of: '2026-03-02T09:00:00.000Z' })
      const origin = { table: 'Synced', source: 'HubSpot', as_of: '2026-03-01T00:00:00.000Z' }
      expect((await ask(tool, { table: 'Synced', ...input })).output).toEqual({ ...Object(own), ...origin })
    }
  })
})
