import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type JiraServer, startJira } from '../helpers/jira-server'
import { type ModelServer, startModelServer } from '../helpers/model-server'
import { ask, call } from './helpers/call'
import { expect, test } from './helpers/launch'
import { addSkill, BODY, chooseModel, openCard, settled, startThread, viewOf } from './helpers/scenario'

const EMAIL = 'ada@example.com'
const TOKEN = 'lazy-tools-jira-token'
const KEY = 'lazy-tools-model-key'
const issue = { projectKey: 'SUP', issueType: 'Task', summary: 'PRINTER ON FIRE' }

let model: ModelServer
let jira: JiraServer
let dataDir: string

test.beforeEach(async () => {
  model = await startModelServer({ key: KEY })
  jira = await startJira({ email: EMAIL, token: TOKEN })
  dataDir = mkdtempSync(join(tmpdir(), 'patchbay-lazy-'))
})
test.afterEach(async () => {
  await model.close()
  await jira.close()
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 })
})

const jiraTools = (names: readonly string[] = []) => names.filter((name) => name.startsWith('jira_'))
const posts = () => jira.requests.filter(({ method }) => method === 'POST')
const jiraAccount = () => ({
  integrationId: 'jira',
  label: 'work',
  visibility: 'private' as const,
  config: { site: jira.url, email: EMAIL },
  secrets: { apiToken: TOKEN },
})

test('actions appear with the request after the skill was read, in that thread only, and a write waits for approval', async ({
  launchApp,
}) => {
  const { page } = await launchApp({ dataDir })
  await chooseModel(page, model, KEY)
  await addSkill(page)
  model.script([
    { toolCalls: [{ name: 'activate_skill', args: { name: 'file-a-bug' } }] },
    { toolCalls: [{ name: 'jira_search_issues', args: { jql: 'project = SUP' } }] },
    { toolCalls: [{ name: 'jira_create_issue', args: issue }] },
    { text: 'The issue was created.' },
  ])
  const threadId = await startThread(page, 'report a bug: the printer is on fire')

  await openCard(page, threadId, 'needs_connection')
  const [first, second] = model.toolNames()
  expect(first).toContain('activate_skill')
  expect(jiraTools(first)).toEqual([])
  expect(JSON.stringify(model.requests[0])).not.toContain(BODY)
  expect(jiraTools(second)).toContain('jira_search_issues')
  expect(JSON.stringify(model.requests[1])).toContain(BODY)
  expect(jira.requests).toEqual([])

  await call(page, 'integrations', 'connectAccount', jiraAccount())
  const card = await openCard(page, threadId, 'needs_approval')
  expect(jira.requests.map(({ path }) => path).join(' ')).toContain('/rest/api/3/search/jql')
  expect(posts()).toEqual([])
  const request = card.payload.kind === 'needs_approval' ? card.payload.request : null
  expect(request).toMatchObject({ method: 'POST', url: `${jira.url}/rest/api/3/issue` })
  expect(JSON.stringify(request)).not.toContain(TOKEN)

  const answer = { cardId: card.id, answer: { decision: 'approve' as const, scope: 'once' as const } }
  const both = await Promise.all([ask(page, 'chat', 'answerCard', answer), ask(page, 'chat', 'answerCard', answer)])
  expect(both.filter(({ ok }) => ok)).toHaveLength(1)
  await settled(page, threadId, 'idle')
  expect(posts()).toHaveLength(1)
  expect(JSON.parse(String(posts()[0]?.body))).toEqual(JSON.parse(request?.body ?? 'null'))
  expect(jira.violations).toEqual([])

  model.script([{ toolCalls: [{ name: 'jira_create_issue', args: issue }] }, { text: 'It is not available.' }])
  const other = await startThread(page, 'create an issue')
  const view = await settled(page, other, 'idle')
  expect(jiraTools(model.toolNames()[4])).toEqual([])
  expect(posts()).toHaveLength(1)
  expect(view.messages.at(-1)?.parts.find((part) => part.type === 'tool')).toMatchObject({ state: 'not-available' })

  const filter = { before: null, limit: 200, kinds: [], statuses: [], threadId: null, search: '' }
  const ledger = await call(page, 'ledger', 'list', filter)
  expect(ledger.filter(({ kind }) => kind === 'model')).toHaveLength(model.requests.length)
  expect(ledger.filter(({ kind }) => kind !== 'model')).toHaveLength(jira.requests.length)
  expect(JSON.stringify(ledger)).not.toContain(TOKEN)
})

test('a card that is open when the program ends is answered after the restart, and acts once', async ({
  launchApp,
}) => {
  const first = await launchApp({ dataDir })
  await call(first.page, 'vault', 'createPassphrase', { passphrase: 'correct horse battery' })
  await chooseModel(first.page, model, KEY)
  await addSkill(first.page)
  await call(first.page, 'integrations', 'connectAccount', jiraAccount())
  model.script([
    { toolCalls: [{ name: 'activate_skill', args: { name: 'file-a-bug' } }] },
    { toolCalls: [{ name: 'jira_create_issue', args: issue }] },
    { text: 'Done.' },
  ])
  const threadId = await startThread(first.page, 'report a bug')
  const card = await openCard(first.page, threadId, 'needs_approval')
  first.app.process().kill('SIGKILL')
  await new Promise((done) => first.app.process().once('exit', done))

  const { page } = await launchApp({ dataDir })
  await call(page, 'vault', 'unlock', { passphrase: 'correct horse battery' })
  expect((await viewOf(page, threadId)).thread.status).toBe('waiting')
  await call(page, 'chat', 'answerCard', { cardId: card.id, answer: { decision: 'approve', scope: 'once' } })
  await settled(page, threadId, 'idle')
  expect(posts()).toHaveLength(1)
})
