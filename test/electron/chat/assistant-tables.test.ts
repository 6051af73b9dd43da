import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAssistant } from '../../../electron/models/assistant/model'
import { type ChatWorkspace, openChatWorkspace, textOf, toolsIn } from './chat-workspace'

const FIELDS: [string, 'text' | 'number' | 'select'][] = [
  ['Key', 'text'],
  ['Name', 'text'],
  ['Status', 'select'],
  ['Amount', 'number'],
]
const DEALS = [
  ['d1', 'Acme Corp renewal', 'Negotiation', 12_000],
  ['d2', 'Globex pilot', 'Won', 4000],
]
const TICKETS = [
  ['t1', 'Printer on fire', 'Open', null],
  ['t2', 'Login loops', 'Open', null],
]

let workspace: ChatWorkspace
let threadId: string
beforeEach(async () => {
  workspace = await openChatWorkspace({ answering: createAssistant({ now: () => workspace.clock.now }) })
  threadId = await workspace.chat.createThread(null)
})
afterEach(() => workspace.close())

/** What the assistant called for a sentence, with every write approved, and what it said. */
async function say(text: string) {
  await workspace.chat.send(threadId, { text, skillIds: [] })
  await workspace.chat.settled(threadId)
  const open = (await workspace.chat.open(threadId)).cards.find(({ status }) => status === 'open')
  if (open) await workspace.answer(open, { decision: 'approve', scope: 'once' })
  const message = await workspace.last(threadId)
  const calls = toolsIn(message).map(({ tool, input, state }) => ({ tool, input, state }))
  return { said: textOf(message), calls: calls.filter(({ tool }) => tool !== 'list_tables') }
}

async function addTables(source: string | null) {
  const [deals, tickets] = [
    await workspace.tables.add('Deals', FIELDS, DEALS),
    await workspace.tables.add('Tickets', FIELDS, TICKETS),
  ]
  if (source !== null)
    for (const id of [deals, tickets]) await workspace.tables.fillFromSource(id, source, '2026-03-02T08:00:00.000Z')
  return { tickets }
}

const done = (tool: string, input: object) => ({ tool, input: { limit: 20, ...input }, state: 'done' })
const wrote = (input: object) => ({ tool: 'update_records', input: { table: 'Tickets', ...input }, state: 'done' })
const open = (op: string) => [{ field: 'Status', op, value: 'open' }]

describe('the built-in assistant over real tables', () => {
  it.each([
    ['made by hand', null, 'Source: this workspace, as of now'],
    ['filled from a source', 'HubSpot', 'Source: HubSpot, as of 2026-03-02 08:00 UTC (1 hour ago)'],
  ])('finds, marks, sums up and changes many on tables that are %s', async (_, source, origin) => {
    const { tickets } = await addTables(source)

    const found = await say('Find the deal for Acme Corp')
    expect(found.said).toContain('Acme Corp renewal')
    expect(found.said).toContain(origin)
    expect(found.calls).toEqual([done('query_records', { table: 'Deals', search: 'Acme Corp' })])

    await say('show ticket "Printer on fire"')
    const marked = await say('Mark this ticket resolved')
    expect(marked.said).toContain('| Status | Open | Resolved |')
    expect(marked.calls).toEqual([wrote({ updates: [{ id: 1, values: { Status: 'Resolved' } }] })])
    expect(await workspace.tables.valuesAt(tickets, 1)).toContain('Resolved')

    const summed = await say('sum of amount in deals by status')
    expect(summed.said).toContain('| Negotiation | 12000 |')

    const bulk = await say('mark all open tickets as resolved')
    expect(bulk.said).toContain('Updated 1 ticket')
    expect(bulk.calls.at(-1)).toEqual(wrote({ filters: open('eq'), set: { Status: 'Resolved' } }))
    expect(await workspace.tables.valuesAt(tickets, 2)).toContain('Resolved')
  })
})
