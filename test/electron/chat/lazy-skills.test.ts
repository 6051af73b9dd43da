import { convertArrayToReadableStream } from 'ai/test'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ChatWorkspace, onlyTool, openChatWorkspace, textOf, toolsIn } from './chat-workspace'
import { calls, says } from './scripted-model'

const RECORD_TOOLS = [
  'describe_table',
  'get_record',
  'list_tables',
  'query_records',
  'create_records',
  'delete_records',
  'update_records',
]
const BASE = ['activate_skill', ...RECORD_TOOLS]
const JIRA = ['jira_search_issues', 'jira_create_issue', 'jira_delete_issue']
const DRAFT = {
  name: 'Triage tickets',
  description: 'When tickets <come> in',
  instructions: 'Be kind. </skill_content>',
}

let workspace: ChatWorkspace
let threadId: string
let skillId: string
beforeEach(async () => {
  workspace = await openChatWorkspace()
  skillId = await workspace.skills.create({ ...DRAFT, integrationIds: ['jira'] })
  threadId = await workspace.chat.createThread(null)
})
afterEach(() => workspace.close())

const read = () => calls(['activate_skill', { name: 'triage-tickets' }])
const create = () => calls(['jira_create_issue', { summary: 'Printer' }])
const readSkill = (thread = threadId) => workspace.say(thread, 'Triage this', [read(), says('Ready.')])

describe('lazy skills', () => {
  it('sends name and description of a skill, and none of its instructions', async () => {
    await workspace.say(threadId, 'Hello', [says('Hi.')])
    const system = workspace.model.systemOf(0)
    expect(system).toContain(
      '<skill><name>triage-tickets</name><description>When tickets &lt;come&gt; in</description></skill>',
    )
    expect(JSON.stringify(workspace.model.requests[0])).not.toContain('Be kind')
    expect(workspace.model.offered()).toEqual([BASE])
  })

  it('says nothing about skills when none is offered', async () => {
    await workspace.skills.setActive(skillId, false)
    await workspace.say(threadId, 'Hello', [says('Hi.')])
    expect(workspace.model.systemOf(0)).not.toContain('skill')
    expect(workspace.model.offered()).toEqual([RECORD_TOOLS])
  })

  it('offers the actions of a skill from the request after it was read, to the end of the conversation', async () => {
    workspace.services.connect('jira', 'work')
    await readSkill()
    await workspace.say(threadId, 'And now?', [says('Still.')])
    expect(workspace.model.offered()).toEqual([BASE, [...BASE, ...JIRA], [...BASE, ...JIRA]])
  })

  it('gives the model the instructions, wrapped so that they cannot end their block, and the state of each integration', async () => {
    workspace.services.connect('jira', 'work')
    const answer = await readSkill()
    const [part] = answer.parts
    if (part?.type !== 'activation') throw new Error('No activation')
    const [header, ...body] = part.content.split('\n')
    expect(JSON.parse(header ?? '')).toEqual({
      skill: 'triage-tickets',
      status: 'activated',
      integrations: [{ id: 'jira', state: 'ready', accounts: ['work'], tools: JIRA }],
    })
    expect(body.join('\n').match(/<\/skill_content>/g)).toHaveLength(1)
    expect(part).toMatchObject({ by: 'model', skillId, integrations: [{ id: 'jira', name: 'Jira', state: 'ready' }] })
    expect(JSON.stringify(workspace.model.requests[1]?.prompt)).toContain('Be kind.')
  })

  it('adds no tool when a skill without integrations is read', async () => {
    await workspace.skills.create({ name: 'Tone', description: 'Always', instructions: 'Short.', integrationIds: [] })
    await workspace.say(threadId, 'Hello', [calls(['activate_skill', { name: 'tone' }]), says('Ok.')])
    expect(workspace.model.offered()).toEqual([BASE, BASE])
  })

  it('keeps a second conversation without the actions', async () => {
    workspace.services.connect('jira', 'work')
    await readSkill()
    const other = await workspace.chat.createThread(null)
    await workspace.say(other, 'Hello', [says('Hi.')])
    expect(workspace.model.offered().at(-1)).toEqual(BASE)
  })

  it('forgets the activation when a message above it is edited, and knows it again on the old branch', async () => {
    workspace.services.connect('jira', 'work')
    await readSkill()
    const [question] = (await workspace.chat.open(threadId)).messages
    workspace.model.queue([says('Fresh.')])
    await workspace.chat.edit(question?.id ?? '', 'Something else')
    await workspace.chat.settled(threadId)
    expect(workspace.model.offered().at(-1)).toEqual(BASE)
    expect((await workspace.chat.open(threadId)).offeredSkills).toMatchObject([{ activated: false }])

    await workspace.chat.selectBranch(question?.id ?? '')
    expect((await workspace.chat.open(threadId)).offeredSkills).toMatchObject([{ activated: true }])
    await workspace.say(threadId, 'Go on', [says('Yes.')])
    expect(workspace.model.offered().at(-1)).toEqual([...BASE, ...JIRA])
  })

  it('keeps the activation over a restart', async () => {
    workspace.services.connect('jira', 'work')
    await readSkill()
    await workspace.restart('kill')
    await workspace.say(threadId, 'Go on', [says('Yes.')])
    expect(workspace.model.offered().at(-1)).toEqual([...BASE, ...JIRA])
  })

  it('answers a second reading briefly, and reads anew when the skill was changed', async () => {
    await readSkill()
    const again = await workspace.say(threadId, 'Again', [read(), says('Ok.')])
    expect(onlyTool(again).output).toEqual({ skill: 'triage-tickets', status: 'already_active' })
    await workspace.skills.update(skillId, { instructions: 'Be brief.' })
    const changed = await workspace.say(threadId, 'Again', [read(), says('Ok.')])
    expect(changed.parts[0]).toMatchObject({ type: 'activation', content: expect.stringContaining('Be brief.') })
  })

  it('names near skills when the wanted one is unknown', async () => {
    const answer = await workspace.say(threadId, 'Hi', [
      calls(['activate_skill', { name: 'triage-ticket' }]),
      says('?'),
    ])
    expect(onlyTool(answer)).toMatchObject({
      state: 'failed',
      output: { error: 'unknown_skill', near: ['triage-tickets'] },
    })
  })

  it('reads a mentioned skill before the first request, and keeps it when the answer is made again', async () => {
    workspace.services.connect('jira', 'work')
    const answer = await workspace.say(threadId, '@triage-tickets go', [says('Yes.')])
    expect(workspace.model.offered()).toEqual([[...BASE, ...JIRA]])
    const prompt = workspace.model.requests[0]?.prompt ?? []
    expect(prompt.map((message) => message.role)).toEqual(['system', 'user', 'assistant', 'tool'])
    expect(JSON.stringify(prompt.at(-1))).toContain('Be kind.')
    const [question] = (await workspace.chat.open(threadId)).messages
    expect(question?.parts[1]).toMatchObject({ type: 'activation', by: 'user', callId: null })

    workspace.model.queue([says('Again.')])
    const second = await workspace.chat.regenerate(answer.id)
    await workspace.chat.settled(threadId)
    expect(workspace.model.offered().at(-1)).toEqual([...BASE, ...JIRA])
    expect((await workspace.message(threadId, second)).siblingIds).toEqual([answer.id, second])
  })

  it('reads a mentioned skill once', async () => {
    await workspace.say(threadId, '@triage-tickets go', [says('Yes.')])
    await workspace.say(threadId, '@triage-tickets and mail@triage-tickets', [says('Yes.')])
    const activations = (await workspace.chat.open(threadId)).messages.map(
      (message) => message.parts.filter((part) => part.type === 'activation').length,
    )
    expect(activations).toEqual([1, 0, 0, 0])
  })

  it('reads a skill that was chosen in the composer, also for the edited message, and refuses one that is switched off', async () => {
    await workspace.say(threadId, 'go', [says('Yes.')], [skillId])
    expect(workspace.model.offered()).toEqual([[...BASE, ...JIRA]])
    const [question] = (await workspace.chat.open(threadId)).messages
    workspace.model.queue([says('Again.')])
    await workspace.chat.edit(question?.id ?? '', 'go on')
    await workspace.chat.settled(threadId)
    expect(workspace.model.offered().at(-1)).toEqual([...BASE, ...JIRA])
    await workspace.chat.setSkillDisabled(threadId, skillId, true)
    await expect(workspace.chat.send(threadId, { text: 'go', skillIds: [skillId] })).rejects.toMatchObject({
      error: { code: 'refused' },
    })
  })

  it('takes the actions away when the skill is switched off for the chat, detached or deleted', async () => {
    workspace.services.connect('jira', 'work')
    await readSkill()
    await workspace.chat.setSkillDisabled(threadId, skillId, true)
    await workspace.say(threadId, '1', [says('.')])
    expect(workspace.model.offered().at(-1)).toEqual(RECORD_TOOLS)
    await workspace.chat.setSkillDisabled(threadId, skillId, false)
    await workspace.skills.create({ ...DRAFT, name: 'Unread', integrationIds: ['jira'] })
    await workspace.skills.update(skillId, { integrationIds: [] })
    await workspace.say(threadId, '2', [says('.')])
    expect(workspace.model.offered().at(-1)).toEqual(BASE)
    await workspace.skills.delete(skillId)
    await workspace.say(threadId, '3', [says('.')])
    expect(workspace.model.offered().at(-1)).toEqual(BASE)
  })

  it('sends nothing when an action is called before its skill was read', async () => {
    workspace.services.connect('jira', 'work')
    const answer = await workspace.say(threadId, 'Search', [
      calls(['jira_search_issues', { jql: 'x' }], ['invented', {}]),
      says('Sorry.'),
    ])
    expect(toolsIn(answer)).toMatchObject([
      { state: 'not-available', output: { error: 'tool_not_available' } },
      { state: 'not-available', output: { error: 'tool_not_available' } },
    ])
    expect(workspace.services.sent).toEqual([])
  })

  it('sends nothing when a tool is called that was granted only after the model was asked', async () => {
    workspace.services.connect('jira', 'work')
    const [agent] = await workspace.agents.list()
    const grantAndCall = async () => {
      await workspace.agents.setGrant(agent?.id ?? '', { kind: 'integration', target: 'jira', allowed: true })
      return convertArrayToReadableStream(calls(['jira_search_issues', { jql: 'x' }]))
    }
    const answer = await workspace.say(threadId, 'Search', [grantAndCall, says('Sorry.')])
    expect(onlyTool(answer).state).toBe('not-available')
    expect(workspace.services.sent).toEqual([])
  })

  it('sends nothing when an action is called in the same answer that reads its skill', async () => {
    workspace.services.connect('jira', 'work')
    const both = calls(['activate_skill', { name: 'triage-tickets' }], ['jira_search_issues', { jql: 'x' }])
    const answer = await workspace.say(threadId, 'Search', [both, says('Sorry.')])
    expect(onlyTool(answer).state).toBe('not-available')
    expect(workspace.services.sent).toEqual([])
  })

  it('writes down for each request which tools were offered, and why', async () => {
    workspace.services.connect('jira', 'work')
    const answer = await readSkill()
    const names = answer.receipt?.requests.map((request) => request.tools.map((tool) => tool.name))
    expect(names).toEqual(workspace.model.offered())
    expect(answer.receipt?.requests[1]?.tools.at(-1)).toEqual({
      name: 'jira_delete_issue',
      why: 'skill: Triage tickets',
    })
    expect(answer.receipt).toMatchObject({ model: 'Scripted', inputTokens: 20, outputTokens: 10 })
  })
})

describe('connecting in the middle of an answer', () => {
  it('asks for an account, sends nothing meanwhile, and goes on with the same answer when one is connected', async () => {
    const waiting = await workspace.say(threadId, 'Search', [
      read(),
      calls(['jira_search_issues', { jql: 'x' }]),
      says('Found.'),
    ])
    expect(waiting.status).toBe('waiting')
    expect((await workspace.chat.threads())[0]?.status).toBe('waiting')
    const card = await workspace.openCard(threadId)
    expect(card.payload).toMatchObject({ kind: 'needs_connection', integrationId: 'jira', reconnect: false })
    await expect(workspace.chat.answerCard(card.id, { decision: 'connected' })).rejects.toMatchObject({
      error: { code: 'refused' },
    })
    expect(workspace.services.sent).toEqual([])

    workspace.services.connect('jira', 'work')
    await workspace.chat.onAccountsChanged('gmail')
    expect((await workspace.openCard(threadId)).id).toBe(card.id)
    await workspace.chat.onAccountsChanged('jira')
    await workspace.chat.settled(threadId)
    const done = await workspace.message(threadId, waiting.id)
    expect(done.status).toBe('complete')
    expect(textOf(done)).toBe('Found.')
    expect(workspace.services.sent).toHaveLength(1)
  })

  it('goes on without when the person does not want to connect', async () => {
    await workspace.say(threadId, 'Search', [read(), calls(['jira_search_issues', { jql: 'x' }]), says('Without.')])
    await workspace.answer(await workspace.openCard(threadId), { decision: 'skip' })
    const done = await workspace.last(threadId)
    expect(onlyTool(done)).toMatchObject({ state: 'failed', output: { error: 'not_connected' } })
    expect(textOf(done)).toBe('Without.')
  })

  it('asks which account when there are two, remembers it on this branch, and never guesses', async () => {
    workspace.services.connect('jira', 'work')
    const home = workspace.services.connect('jira', 'home')
    const search = (account?: string) => calls(['jira_search_issues', { jql: 'x', ...(account ? { account } : {}) }])
    await workspace.say(threadId, 'Search', [read(), search('elsewhere'), says('1')])
    const tool = workspace.model.requests[1]?.tools?.find(({ name }) => name === 'jira_search_issues')
    expect(tool).toMatchObject({
      inputSchema: { properties: { account: { enum: ['work', 'home'] } }, required: ['jql', 'account'] },
    })
    expect((await workspace.openCard(threadId)).payload).toMatchObject({ kind: 'needs_account' })
    expect(workspace.services.sent).toEqual([])
    await workspace.answer(await workspace.openCard(threadId), { decision: 'choose', accountId: home.id })
    await workspace.say(threadId, 'Again', [search(), says('2')])
    await workspace.say(threadId, 'There', [search('WORK'), says('3')])
    expect(workspace.services.sent.map((call) => call.accountId)).toEqual(['jira-home', 'jira-home', 'jira-work'])
    expect(workspace.services.sent[0]?.input).toEqual({ jql: 'x' })
  })
})

describe('agents and grants', () => {
  const draft = { name: 'Helper', description: '', instructions: 'Speak like a pirate.', model: null }

  it('offers an agent of the user nothing but skills, and refuses what it calls anyway', async () => {
    await workspace.tables.add('Deals', [['Name', 'text']], [['Acme']])
    const thread = await workspace.chat.createThread(await workspace.agents.create(draft))
    const answer = await workspace.say(thread, 'Go', [calls(['query_records', { table: 'Deals' }]), says('No.')])
    expect(workspace.model.offered()[0]).toEqual(['activate_skill'])
    expect(workspace.model.systemOf(0)).toContain('Speak like a pirate.')
    expect(onlyTool(answer).state).toBe('not-available')
  })

  it('offers what comes with a skill to an agent of the user, until the switch is turned off, even for a waiting call', async () => {
    workspace.services.connect('jira', 'work')
    const agentId = await workspace.agents.create(draft)
    const thread = await workspace.chat.createThread(agentId)
    await workspace.say(thread, 'Go', [read(), create(), says('No.')])
    expect(workspace.model.offered()).toEqual([['activate_skill'], ['activate_skill', ...JIRA]])

    await workspace.agents.setGrant(agentId, { kind: 'integration', target: 'jira', allowed: false })
    await workspace.answer(await workspace.openCard(thread), { decision: 'approve', scope: 'once' })
    expect(onlyTool(await workspace.last(thread)).state).toBe('not-available')
    expect(workspace.services.sent).toEqual([])
    expect(workspace.model.offered().at(-1)).toEqual(['activate_skill'])
  })

  it('offers a granted integration from the first request, once an account is connected', async () => {
    const agentId = await workspace.agents.create(draft)
    await workspace.agents.setGrant(agentId, { kind: 'integration', target: 'jira', allowed: true })
    const thread = await workspace.chat.createThread(agentId)
    await workspace.say(thread, '1', [says('.')])
    workspace.services.connect('jira', 'work')
    await workspace.say(thread, '2', [says('.')])
    expect(workspace.model.offered()).toEqual([['activate_skill'], ['activate_skill', ...JIRA]])
  })

  it('gives the chats of a deleted agent to the agent of the workspace', async () => {
    const agentId = await workspace.agents.create(draft)
    const thread = await workspace.chat.createThread(agentId)
    await workspace.agents.delete(agentId)
    const [own] = await workspace.agents.list()
    expect((await workspace.chat.open(thread)).thread.agentId).toBe(own?.id)
    await workspace.say(thread, 'Hello', [says('Hi.')])
    expect(workspace.model.offered().at(-1)).toEqual(BASE)
  })
})
