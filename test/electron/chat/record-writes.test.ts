import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JsonValue } from '../../../shared/domain/common'
import { type ChatWorkspace, onlyTool, openChatWorkspace, toolsIn } from './chat-workspace'
import { calls, says } from './scripted-model'

const ONCE = { decision: 'approve', scope: 'once' } as const
const options = (...names: string[]) => ({ options: names.map((name, color) => ({ name, color })) })

let workspace: ChatWorkspace
let threadId: string
let companies: string
let tickets: string
beforeEach(async () => {
  workspace = await openChatWorkspace()
  threadId = await workspace.chat.createThread(null)
  companies = await workspace.tables.add('Companies', [['Name', 'text']], [['Acme Corp'], ['Globex'], ['Globex']])
  tickets = await workspace.tables.add(
    'Tickets',
    [
      ['Title', 'text', { required: true }],
      ['Status', 'select', options('Open', 'Resolved')],
      ['Company', 'reference', { referenceTableId: companies }],
      ['Tags', 'multi-select', options('new', 'hot')],
      ['Code', 'text', { unique: true }],
      ['Priority', 'text', { defaultValue: 'Low' }],
    ],
    Array.from({ length: 30 }, (_, index) => [
      `Ticket ${index + 1}`,
      index < 25 ? 'Open' : 'Resolved',
      (index % 2) + 1,
      null,
      `T-${index + 1}`,
      'High',
    ]),
  )
})
afterEach(() => workspace.close())

const ask = (tool: string, input: JsonValue) => workspace.say(threadId, 'Go', [calls([tool, input]), says('.')])
const refusal = async (tool: string, input: Record<string, JsonValue>) =>
  onlyTool(await ask(tool, { table: 'Tickets', ...input })).output
const card = async () => {
  const open = await workspace.openCard(threadId)
  if (open.payload.kind !== 'needs_approval') throw new Error(open.payload.kind)
  return { ...open, payload: open.payload }
}
const tool = async () => onlyTool(await workspace.last(threadId))
const resolveOpen = {
  table: 'Tickets',
  filters: [{ field: 'Status', op: 'eq', value: 'open' }],
  set: { Status: 'resolved' },
}

describe('a change of many records', () => {
  it('shows the count and a sample of before and after, and is one batch', async () => {
    await ask('update_records', resolveOpen)
    const open = await card()
    expect(open.payload).toMatchObject({ title: 'Update 25 records in Tickets', effect: 'write' })
    expect(open.payload.records).toMatchObject({ tableName: 'Tickets', count: 25 })
    expect(open.payload.records?.sample).toHaveLength(10)
    expect(open.payload.records?.sample[0]).toEqual({
      label: 'Ticket 1',
      before: { Status: 'Open' },
      after: { Status: 'Resolved' },
    })
    await workspace.answer(open, ONCE)
    expect((await tool()).output).toMatchObject({ table: 'Tickets', updated: 25 })
    const written = await workspace.tables.written()
    expect(written).toHaveLength(25)
    expect(new Set(written.map(({ batchId }) => batchId))).toEqual(new Set([`chat-${open.id}`]))
    expect(await workspace.tables.valuesAt(tickets, 25)).toContain('Resolved')
  })

  it('is asked about anew when another record has come to match meanwhile', async () => {
    await ask('update_records', resolveOpen)
    const before = await card()
    await workspace.tables.edit(tickets, 30, { Status: 'Open' })
    await workspace.answer(before, ONCE)
    expect(await workspace.tables.written()).toEqual([])
    const again = await card()
    expect(again.payload.records?.count).toBe(26)
    await workspace.answer(again, ONCE)
    expect(await workspace.tables.written()).toHaveLength(26)
  })

  it('can only be approved once, and asks in spite of a standing approval', async () => {
    const one = (id: number) => ({ table: 'Tickets', updates: [{ id, values: { Priority: 'Urgent' } }] })
    await ask('update_records', one(1))
    await workspace.answer(await card(), { decision: 'approve', scope: 'thread' })
    await ask('update_records', one(2))
    expect(await workspace.tables.written()).toHaveLength(2)
    await ask('update_records', resolveOpen)
    const open = await card()
    expect(open.payload).toMatchObject({ mayAllowThread: false, mayAllowAgent: false })
    await expect(workspace.chat.answerCard(open.id, { decision: 'approve', scope: 'thread' })).rejects.toMatchObject({
      error: { code: 'refused' },
    })
    expect(await workspace.tables.written()).toHaveLength(2)
  })

  it('leaves records alone that have the value already, and asks nothing when all have it', async () => {
    await ask('update_records', { table: 'Tickets', where: { all: [] }, set: { Status: 'Resolved' } })
    expect((await card()).payload.records?.count).toBe(25)
    await workspace.answer(await card(), ONCE)
    expect((await tool()).output).toMatchObject({ updated: 25, unchanged: 5 })
    await ask('update_records', { table: 'Tickets', where: { all: [] }, set: { Status: 'Resolved' } })
    expect(await tool()).toMatchObject({ state: 'done', summary: 'Nothing would change', output: { updated: 0 } })
  })

  it('writes nothing at all when one of the records cannot be written', async () => {
    const updates = [
      { id: 1, values: { Code: 'New' } },
      { id: 2, values: { Code: 'T-30' } },
    ]
    await ask('update_records', { table: 'Tickets', updates })
    await workspace.answer(await card(), ONCE)
    expect(await tool()).toMatchObject({ state: 'failed', output: { message: expect.stringContaining('Code') } })
    expect(await workspace.tables.written()).toEqual([])
    expect(await workspace.tables.valuesAt(tickets, 1)).toContain('T-1')
  })

  it('deletes by conditions', async () => {
    await ask('delete_records', { table: 'Tickets', filters: [{ field: 'Status', op: 'eq', value: 'Resolved' }] })
    const open = await card()
    expect(open.payload).toMatchObject({ effect: 'destructive', records: { count: 5 } })
    await workspace.answer(open, ONCE)
    expect((await tool()).output).toEqual({ table: 'Tickets', deleted: 5 })
    expect((await workspace.tables.tables.get(tickets)).recordCount).toBe(25)
  })

  it('refuses more than ten thousand records, and one that does not say which', async () => {
    const rows = Array.from({ length: 10_001 }, (_, index) => [`${index}`])
    await workspace.tables.add('Many', [['Name', 'text']], rows.slice(0, 6000))
    const many = (await workspace.tables.tables.list()).find(({ name }) => name === 'Many')
    const field = many?.fields[0]?.id ?? ''
    await workspace.tables.tables.writeRecords({
      tableId: many?.id ?? '',
      edits: [],
      adds: rows.slice(6000).map(([value = '']) => ({ [field]: value })),
      actor: { kind: 'user', id: null },
    })
    await ask('update_records', { table: 'Many', where: { all: [] }, set: { Name: 'x' } })
    expect((await tool()).output).toMatchObject({ error: 'too_many_records' })
    expect(await refusal('update_records', { set: { Status: 'Open' } })).toMatchObject({ error: 'invalid_input' })
    expect(await refusal('delete_records', {})).toMatchObject({ error: 'invalid_input' })
    expect(await refusal('delete_records', { ids: [1], search: 'x' })).toMatchObject({ error: 'invalid_input' })
  })
})

describe('values that a model gives', () => {
  it('may be choices and references by name, and come with what is usual', async () => {
    const record = { title: 'New one', status: 'OPEN', company: 'acme corp', tags: ['Hot', 'new'] }
    await ask('create_records', { table: 'Tickets', records: [record] })
    expect((await card()).payload.records?.sample[0]?.after).toEqual({
      Title: 'New one',
      Status: 'Open',
      Company: 'Acme Corp (#1)',
      Tags: 'hot, new',
      Priority: 'Low',
    })
    await workspace.answer(await card(), ONCE)
    expect(await workspace.tables.valuesAt(tickets, 31)).toEqual(['New one', 'Open', 1, '["hot","new"]', null, 'Low'])
  })

  it.each<[string, Record<string, JsonValue>, object]>([
    [
      'several records are called so',
      { company: 'Globex' },
      { error: 'ambiguous_record', near: ['2: Globex', '3: Globex'] },
    ],
    ['no record is called so', { company: 'Nobody' }, { error: 'unknown_record' }],
    ['there is no such record', { company: 99 }, { error: 'unknown_record' }],
    ['there is no such choice', { status: 'Parked' }, { error: 'unknown_choice', near: ['Open', 'Resolved'] }],
    ['a value is needed', { title: '' }, { error: 'invalid_input', message: 'Title needs a value' }],
    ['a list is given for one value', { title: ['a', 'b'] }, { error: 'invalid_input' }],
    ['there is no such field', { Titel: 'x' }, { error: 'unknown_field', near: ['Title'] }],
  ])('are refused before anyone is asked when %s', async (_, values, output) => {
    expect(await refusal('update_records', { ids: [1], set: values })).toMatchObject(output)
    expect((await workspace.chat.open(threadId)).cards).toEqual([])
  })

  it('are complete in a new record', async () => {
    expect(await refusal('create_records', { records: [{ Status: 'Open' }] })).toMatchObject({
      message: 'Title needs a value',
    })
  })

  it('are kept over those of a source, but for its key and its records themselves', async () => {
    await workspace.tables.fillFromSource(tickets, 'HubSpot', '2026-03-01T00:00:00.000Z')
    expect(await refusal('update_records', { ids: [1], set: { Title: 'x' } })).toMatchObject({ error: 'refused' })
    expect(await refusal('create_records', { records: [{ Title: 'x' }] })).toMatchObject({ error: 'refused' })
    expect(await refusal('delete_records', { ids: [1] })).toMatchObject({ error: 'refused' })
    await ask('update_records', { table: 'Tickets', ids: [1], set: { Status: 'Resolved' } })
    await workspace.answer(await card(), ONCE)
    expect(await workspace.tables.valuesAt(tickets, 1)).toContain('Resolved')
  })
})

describe('a program that is killed while records are written', () => {
  /** As a kill between the answer to the card and the end of the call leaves it. */
  async function killed(write: (cardId: string) => Promise<unknown>) {
    await ask('update_records', { table: 'Tickets', ids: [1], set: { Status: 'Resolved' } })
    const { id } = await card()
    const { db } = workspace
    await write(id)
    const answer = JSON.stringify(ONCE)
    await db.updateTable('card').set({ status: 'answered', answer, answered_at: '' }).execute()
    await db.updateTable('run').set({ status: 'running' }).execute()
    const { parts } = await db
      .selectFrom('message')
      .select('parts')
      .where('role', '=', 'assistant')
      .executeTakeFirstOrThrow()
    const running = { parts: parts.replace('"waiting"', '"running"') }
    await db.updateTable('message').set(running).where('role', '=', 'assistant').execute()
    await workspace.restart('kill')
    return workspace.last(threadId)
  }

  it('knows afterwards that it was carried out', async () => {
    const { fields } = await workspace.tables.tables.get(tickets)
    const message = await killed((cardId) =>
      workspace.tables.tables.writeRecords({
        tableId: tickets,
        edits: [{ recordId: 1, values: { [fields[1]?.id ?? '']: 'Resolved' } }],
        adds: [],
        actor: { kind: 'run', id: 'r' },
        batchId: `chat-${cardId}`,
      }),
    )
    expect(onlyTool(message)).toMatchObject({ state: 'done', output: { status: 'carried_out' } })
    expect(message.runId).not.toBeNull()
    expect(await workspace.tables.written()).toHaveLength(1)
  })

  it('knows afterwards that it was not', async () => {
    const message = await killed(async () => undefined)
    expect(onlyTool(message)).toMatchObject({ state: 'failed', output: { error: 'interrupted' } })
    expect(message.runId).toBeNull()
    expect(await workspace.tables.written()).toEqual([])
  })
})

describe('the run of an answer', () => {
  it('is told with the answer, so that all it did can be undone at once', async () => {
    const answer = await workspace.say(threadId, 'Both', [
      calls(
        ['update_records', { table: 'Tickets', ids: [1], set: { Status: 'Resolved' } }],
        ['create_records', { table: 'Companies', records: [{ Name: 'Hooli' }] }],
      ),
      says('Done.'),
    ])
    expect(answer.runId).toBeNull()
    await workspace.answer(await card(), ONCE)
    await workspace.answer(await card(), ONCE)
    const { runId, parts } = await workspace.last(threadId)
    expect(toolsIn({ ...answer, parts }).map(({ state }) => state)).toEqual(['done', 'done'])
    const { tables } = workspace.tables
    const batches = await tables.changes({ tableId: null, runId, limit: 10 })
    expect(batches.map(({ tableId, records, undone }) => [tableId, records, undone])).toEqual([
      [companies, 1, false],
      [tickets, 1, false],
    ])
    const target = { kind: 'run' as const, runId: runId ?? '' }
    const { conflictCount } = await tables.undo({ target, actor: { kind: 'user', id: null } })
    expect(conflictCount).toBe(0)
    expect((await tables.changes({ tableId: null, runId, limit: 10 })).every(({ undone }) => undone)).toBe(true)
    expect(await workspace.tables.valuesAt(tickets, 1)).toContain('Open')
  })
})
