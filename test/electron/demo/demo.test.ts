import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDemo } from '../../../electron/demo/create-demo'
import { type ChatWorkspace, onlyTool, openChatWorkspace } from '../chat/chat-workspace'
import { calls, says } from '../chat/scripted-model'

let workspace: ChatWorkspace
beforeEach(async () => {
  workspace = await openChatWorkspace()
})
afterEach(() => workspace.close())

const demo = () => createDemo({ tables: workspace.tables.tables, skills: workspace.skills, chat: workspace.chat })
const counts = async () =>
  Object.fromEntries((await workspace.tables.tables.list()).map((table) => [table.name, table.recordCount]))

describe('the demo', () => {
  it('fills three tables, adds a skill that is on, and opens a thread where Acme Corp is found', async () => {
    const { threadId } = await demo().fill()
    expect(await counts()).toEqual({ Contacts: 40, Deals: 24, Tickets: 30 })
    expect(await workspace.skills.list()).toMatchObject([
      { handle: 'triage-tickets', integrationIds: ['jira'], active: true },
    ])
    const query = { table: 'Deals', filters: [{ field: 'Company', op: 'eq', value: 'Acme Corp' }] }
    const answer = await workspace.say(threadId, 'Find it', [calls(['query_records', query]), says('.')])
    expect(onlyTool(answer).output).toMatchObject({
      total: 2,
      records: [{ Amount: 48000, 'Close date': '2026-03-31' }, {}],
    })
  })

  it('adds nothing a second time, also when it is asked for twice at once', async () => {
    const one = demo()
    const [first, second] = await Promise.all([one.fill(), one.fill()])
    expect(second).toEqual(first)
    expect(await one.fill()).toEqual(first)
    expect(await counts()).toEqual({ Contacts: 40, Deals: 24, Tickets: 30 })
    expect(await workspace.skills.list()).toHaveLength(1)
    expect(await workspace.chat.threads()).toHaveLength(1)
  })
})
