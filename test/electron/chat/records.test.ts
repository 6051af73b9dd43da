import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { JsonValue } from '../../../shared/domain/common'
import { type ChatWorkspace, onlyTool, openChatWorkspace } from './chat-workspace'
import { calls, says } from './scripted-model'

let workspace: ChatWorkspace
let threadId: string
let tableId: string
beforeEach(async () => {
  workspace = await openChatWorkspace()
  threadId = await workspace.chat.createThread(null)
  tableId = await workspace.tables.add(
    'Deals',
    [
      ['Company', 'text'],
      ['Amount', 'number'],
    ],
    [
      ['Acme Corp', 1200],
      ['Globex', 300],
      ['Initech', 900],
    ],
  )
})
afterEach(() => workspace.close())

const Page = z.looseObject({ next: z.string() })

const ask = async (tool: string, input: JsonValue) =>
  onlyTool(await workspace.say(threadId, 'Go', [calls([tool, input]), says('.')]))

describe('reading records', () => {
  it('lists tables with their fields, source and age', async () => {
    expect((await ask('list_tables', {})).output).toEqual({
      tables: [
        {
          id: tableId,
          name: 'Deals',
          source: 'this workspace',
          as_of: '2026-03-02T09:00:00.000Z',
          record_count: 3,
          fields: [
            { name: 'Company', type: 'text' },
            { name: 'Amount', type: 'number' },
          ],
        },
      ],
    })
  })

  it('finds records by table and field names in any case, in pages', async () => {
    const question = { table: 'deals', filters: [{ field: 'amount', op: '>', value: 500 }], fields: ['company'] }
    const part = await ask('query_records', { ...question, limit: 1 })
    expect(part).toMatchObject({ title: 'Searched deals', summary: '2 results' })
    expect(part.output).toMatchObject({
      table: 'Deals',
      source: 'this workspace',
      total: 2,
      records: [{ _id: 1, Company: 'Acme Corp' }],
      next: expect.any(String),
    })
    const { next } = Page.parse(part.output)
    const rest = await ask('query_records', { ...question, after: next })
    expect(rest.output).toMatchObject({ records: [{ _id: 3, Company: 'Initech' }] })
    expect(rest.output).not.toHaveProperty('next')
    expect((await ask('query_records', { table: 'Deals', count_only: true })).output).toMatchObject({
      total: 3,
      records: [],
    })
  })

  it('reads one record', async () => {
    expect((await ask('get_record', { table: 'Deals', id: 2 })).output).toMatchObject({
      record: { _id: 2, Company: 'Globex' },
    })
    expect(await ask('get_record', { table: 'Deals', id: 99 })).toMatchObject({
      state: 'failed',
      output: { error: 'not_found' },
    })
  })

  it('names what comes near when a table or field is unknown', async () => {
    expect((await ask('query_records', { table: 'Deal' })).output).toMatchObject({
      error: 'unknown_table',
      near: ['Deals'],
    })
    const sorted = await ask('query_records', { table: 'Deals', sort: { field: 'Compny' } })
    expect(sorted.output).toMatchObject({ error: 'unknown_field', near: ['Company'] })
  })
})

describe('writing records', () => {
  const card = async () => {
    const open = await workspace.openCard(threadId)
    if (open.payload.kind !== 'needs_approval') throw new Error(open.payload.kind)
    return { ...open, payload: open.payload }
  }
  const update = (amount: number) =>
    calls(['update_records', { table: 'Deals', updates: [{ id: 1, values: { amount } }] }])

  it('shows before and after, and writes in the name of the run once approved', async () => {
    await workspace.say(threadId, 'Set it', [update(5), says('Set.')])
    const open = await card()
    expect(open.payload.records).toEqual({
      tableName: 'Deals',
      count: 1,
      sample: [{ label: 'Acme Corp', before: { Amount: 1200 }, after: { Amount: 5 } }],
    })
    expect(await workspace.tables.written()).toEqual([])
    await workspace.answer(open, { decision: 'approve', scope: 'once' })
    const run = await workspace.db.selectFrom('run').select('id').executeTakeFirstOrThrow()
    const batchId = `chat-${open.id}`
    expect(await workspace.tables.written()).toEqual([{ what: 'update', id: 1, runId: run.id, batchId }])
    expect((await workspace.last(threadId)).runId).toBe(run.id)
    expect(onlyTool(await workspace.last(threadId)).output).toEqual({ table: 'Deals', updated: 1, ids: [1] })
  })

  it('asks again when the record changed between the card and its approval', async () => {
    await workspace.say(threadId, 'Set it', [update(5), says('Set.')])
    const open = await card()
    await workspace.tables.edit(tableId, 1, { Amount: 7777 })
    await workspace.answer(open, { decision: 'approve', scope: 'once' })
    expect(await workspace.tables.written()).toEqual([])
    const again = await card()
    expect(again.payload.records?.sample[0]?.before).toEqual({ Amount: 7777 })
    await workspace.answer(again, { decision: 'approve', scope: 'once' })
    expect(await workspace.tables.written()).toHaveLength(1)
  })

  it('writes what the person changed it to', async () => {
    await workspace.say(threadId, 'Set it', [update(5), says('Set.')])
    const edited = { table: 'Deals', updates: [{ id: 2, values: { Amount: 6 } }] }
    await workspace.chat.answerCard((await card()).id, { decision: 'edit', input: edited })
    await workspace.answer(await card(), { decision: 'approve', scope: 'once' })
    expect(await workspace.tables.valuesAt(tableId, 2)).toEqual(['Globex', 6])
    expect(await workspace.tables.valuesAt(tableId, 1)).toEqual(['Acme Corp', 1200])
  })

  it('creates and deletes, each shown first', async () => {
    await workspace.say(threadId, 'Add', [
      calls(['create_records', { table: 'Deals', records: [{ Company: 'Hooli' }] }]),
      says('.'),
    ])
    expect((await card()).payload.records?.sample).toEqual([
      { label: 'New record 1', before: null, after: { Company: 'Hooli' } },
    ])
    await workspace.answer(await card(), { decision: 'approve', scope: 'once' })
    await workspace.say(threadId, 'Remove', [calls(['delete_records', { table: 'Deals', ids: [4] }]), says('.')])
    expect((await card()).payload).toMatchObject({
      effect: 'destructive',
      records: { sample: [{ label: 'Hooli', before: { Company: 'Hooli' }, after: null }] },
    })
    await workspace.answer(await card(), { decision: 'approve', scope: 'once' })
    expect((await workspace.tables.written()).map((one) => one.what)).toEqual(['add', 'delete'])
  })
})
