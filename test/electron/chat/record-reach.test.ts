import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { GrantKind } from '../../../shared/domain/agent'
import type { JsonValue } from '../../../shared/domain/common'
import { type ChatWorkspace, onlyTool, openChatWorkspace } from './chat-workspace'
import { calls, says } from './scripted-model'

const READS = ['describe_table', 'get_record', 'list_tables', 'query_records']
const WRITES = ['create_records', 'delete_records', 'update_records']

let workspace: ChatWorkspace
let threadId: string
let agentId: string
let companies: string
let deals: string
beforeEach(async () => {
  workspace = await openChatWorkspace()
  companies = await workspace.tables.add('Companies', [['Name', 'text']], [['Acme Corp']])
  deals = await workspace.tables.add(
    'Deals',
    [
      ['Title', 'text'],
      ['Company', 'reference', { referenceTableId: companies }],
    ],
    [['Renewal', 1]],
  )
  agentId = await workspace.agents.create({ name: 'Sales', description: '', instructions: '', model: null })
  threadId = await workspace.chat.createThread(agentId)
})
afterEach(() => workspace.close())

const give = (kind: GrantKind, target: string | null, allowed = true) =>
  workspace.agents.setGrant(agentId, { kind, target, allowed })
const ask = async (tool: string, input: JsonValue) =>
  onlyTool(await workspace.say(threadId, 'Go', [calls([tool, input]), says('.')]))
const update = { table: 'Deals', ids: [1], set: { Title: 'x' } }

describe('what an agent may do with records', () => {
  it('is nothing at first: no tool is offered, and a call of one is refused', async () => {
    for (const [tool, input] of [
      ['query_records', { table: 'Deals' }],
      ['update_records', update],
    ] as const)
      expect(await ask(tool, input)).toMatchObject({
        state: 'not-available',
        output: { error: 'tool_not_available' },
      })
    expect(workspace.model.offered().every((names) => names.length === 0)).toBe(true)
    expect(await workspace.tables.written()).toEqual([])
  })

  it('is what its permissions say, and nothing of the other kind', async () => {
    await give('read-records', null)
    await workspace.say(threadId, '1', [says('.')])
    await give('read-records', null, false)
    await give('write-records', deals)
    await workspace.say(threadId, '2', [says('.')])
    expect(workspace.model.offered()).toEqual([READS, WRITES])
  })

  it('reaches the tables that are named, and shows no others', async () => {
    await give('read-records', deals)
    expect((await ask('list_tables', {})).output).toMatchObject({ tables: [{ name: 'Deals' }] })
    expect((await ask('query_records', { table: 'Deals' })).output).toMatchObject({ total: 1 })
    for (const tool of ['query_records', 'describe_table'])
      expect((await ask(tool, { table: 'Companies' })).output).toMatchObject({ error: 'not_granted' })
    expect((await ask('get_record', { table: companies, id: 1 })).output).toMatchObject({ error: 'not_granted' })
    expect((await ask('query_records', { table: 'Compnies' })).output).toMatchObject({ error: 'unknown_table' })
    expect(JSON.stringify(await ask('query_records', { table: 'Compnies' }))).not.toContain('Companies')
  })

  it('does not reach the names of records in other tables through references', async () => {
    await give('read-records', deals)
    await give('write-records', deals)
    expect((await ask('get_record', { table: 'Deals', id: 1 })).output).toMatchObject({
      record: { Title: 'Renewal', Company: { id: 1 } },
    })
    expect(JSON.stringify((await ask('query_records', { table: 'Deals' })).output)).not.toContain('Acme')
    const named = { table: 'Deals', ids: [1], set: { Company: 'Acme Corp' } }
    expect((await ask('update_records', named)).output).toMatchObject({ error: 'not_granted' })
  })

  it('does not let a write find out what may not be read', async () => {
    await give('write-records', deals)
    const where = { table: 'Deals', search: 'Renewal', set: { Title: 'x' } }
    expect((await ask('update_records', where)).output).toMatchObject({ error: 'not_granted' })
    expect((await ask('update_records', { ...update, table: 'Companies' })).output).toMatchObject({
      error: 'not_granted',
    })
    expect(await ask('update_records', update)).toMatchObject({ state: 'waiting' })
  })

  it('ends at once for a card that was opened before the permission was withdrawn', async () => {
    for (const withdraw of [() => give('write-records', null, false), () => give('write-records', companies)]) {
      await give('write-records', null)
      await ask('update_records', update)
      const card = await workspace.openCard(threadId)
      await withdraw()
      await workspace.answer(card, { decision: 'approve', scope: 'once' })
      const { state, output } = onlyTool(await workspace.last(threadId))
      expect([state, output]).toEqual([
        expect.stringMatching(/not-available|failed/),
        { error: expect.stringMatching(/tool_not_available|not_granted/), message: expect.any(String) },
      ])
    }
    expect(await workspace.tables.written()).toEqual([])
  })
})
