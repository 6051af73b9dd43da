import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chatHandlers } from '../../../electron/chat/handlers'
import { createRouter } from '../../../electron/ipc/router'
import { chat as contract } from '../../../shared/contract/chat'
import { AppFailure } from '../../../shared/errors'
import { type ChatWorkspace, onlyTool, openChatWorkspace, textOf, toolsIn } from './chat-workspace'
import { calls, says } from './scripted-model'

let workspace: ChatWorkspace
let threadId: string
beforeEach(async () => {
  workspace = await openChatWorkspace()
  threadId = await workspace.chat.createThread(null)
})
afterEach(() => workspace.close())

/** An answer that goes on until it is stopped. */
const endless = () => {
  let begun = () => {}
  const started = new Promise<void>((resolve) => {
    begun = resolve
  })
  const reply = ({ abortSignal }: { abortSignal?: AbortSignal | undefined }) =>
    new ReadableStream({
      start(controller) {
        controller.enqueue({ type: 'text-start' as const, id: 't' })
        controller.enqueue({ type: 'text-delta' as const, id: 't', delta: 'Half an ' })
        begun()
        abortSignal?.addEventListener('abort', () => controller.error(abortSignal.reason))
      },
    })
  return { reply, started }
}
const shownText = async () => textOf((await workspace.chat.open(threadId)).messages.at(-1))
const untilShown = async (text: string) => {
  while (!(await shownText()).includes(text)) await new Promise((resolve) => setImmediate(resolve))
}

describe('threads and their messages', () => {
  it('takes the title from the first message, unless it was renamed before', async () => {
    await workspace.say(threadId, 'Find the deal for Acme Corp\nplease', [says('.')])
    await workspace.say(threadId, 'Another thing', [says('.')])
    const named = await workspace.chat.createThread(null)
    await workspace.chat.renameThread(named, 'Mine')
    await workspace.say(named, 'Hello', [says('.')])
    expect((await workspace.chat.threads()).map((thread) => thread.title).sort()).toEqual([
      'Find the deal for Acme Corp',
      'Mine',
    ])
  })

  it('keeps edits and second answers beside the first', async () => {
    const first = await workspace.say(threadId, 'One', [says('1')])
    const [question] = (await workspace.chat.open(threadId)).messages
    workspace.model.queue([says('2')])
    const second = await workspace.chat.edit(question?.id ?? '', 'Two')
    await workspace.chat.settled(threadId)
    const view = await workspace.chat.open(threadId)
    expect(view.messages.map(textOf)).toEqual(['Two', '2'])
    expect(view.messages[0]?.siblingIds).toEqual([question?.id, view.messages[0]?.id])
    await workspace.chat.selectBranch(first.id)
    expect((await workspace.chat.open(threadId)).messages.map(textOf)).toEqual(['One', '1'])
    expect(view.messages[1]?.id).toBe(second)
  })

  it('deletes a thread while it is answering', async () => {
    const { reply, started } = endless()
    workspace.model.queue([reply])
    await workspace.chat.send(threadId, { text: 'Go', skillIds: [] })
    await started
    await workspace.chat.deleteThread(threadId)
    expect(await workspace.chat.threads()).toEqual([])
    expect(workspace.failures).toEqual([])
  })

  it('answers everything over the wall in the words of the contract', async () => {
    const unexpected: unknown[] = []
    const router = createRouter(
      { chat: contract },
      { chat: chatHandlers(workspace.chat) },
      { onChanged: () => {}, onUnexpected: (_path, _reference, error) => unexpected.push(error) },
    )
    await workspace.skills.create({ name: 'Tone', description: 'Always', instructions: 'Short.', integrationIds: [] })
    workspace.model.queue([calls(['activate_skill', { name: 'tone' }]), calls(['list_tables', {}]), says('Hi.')])
    const sent = await router.invoke('chat.send', { threadId, text: 'Hello', skillIds: [] })
    await workspace.chat.settled(threadId)
    const opened = await router.invoke('chat.open', { threadId })
    expect(opened).toMatchObject({
      ok: true,
      value: { thread: { status: 'idle' }, messages: [{}, { id: sent.ok && sent.value }] },
    })
    expect(JSON.stringify(opened)).not.toContain('"step"')
    expect(await router.invoke('chat.threads', undefined)).toMatchObject({ ok: true })
    expect(await router.invoke('chat.open', { threadId: 'gone' })).toMatchObject({
      ok: false,
      error: { code: 'not-found' },
    })
    expect(unexpected).toEqual([])
  })
})

describe('one answer at a time', () => {
  it('refuses a second message while one is being answered', async () => {
    const { reply, started } = endless()
    workspace.model.queue([reply])
    await workspace.chat.send(threadId, { text: 'Go', skillIds: [] })
    await started
    await expect(workspace.chat.send(threadId, { text: 'Again', skillIds: [] })).rejects.toMatchObject({
      error: { code: 'busy' },
    })
    expect((await workspace.chat.open(threadId)).messages).toHaveLength(2)
    await workspace.chat.stop(threadId)
  })

  it('starts one run when two messages are sent at the same time', async () => {
    const { reply, started } = endless()
    workspace.model.queue([reply])
    const both = await Promise.allSettled([
      workspace.chat.send(threadId, { text: 'A', skillIds: [] }),
      workspace.chat.send(threadId, { text: 'B', skillIds: [] }),
    ])
    await started
    expect(both.map((one) => one.status)).toEqual(['fulfilled', 'rejected'])
    await workspace.chat.stop(threadId)
  })

  it('shows what was said so far, keeps it when stopped, and goes on with the next message', async () => {
    const { reply, started } = endless()
    workspace.model.queue([reply])
    const id = await workspace.chat.send(threadId, { text: 'Go', skillIds: [] })
    await started
    await untilShown('Half an')
    await workspace.chat.stop(threadId)
    const stopped = await workspace.message(threadId, id)
    expect(stopped).toMatchObject({ status: 'stopped' })
    expect(textOf(stopped)).toBe('Half an ')
    expect(await workspace.say(threadId, 'Go on', [says('answer.')])).toMatchObject({ status: 'complete' })
    expect(JSON.stringify(workspace.model.requests.at(-1)?.prompt)).toContain('Half an ')
  })

  it('stops a waiting answer', async () => {
    await workspace.tables.add('Deals', [['Name', 'text']], [['Acme']])
    await workspace.say(threadId, 'Delete', [calls(['delete_records', { table: 'Deals', ids: [1] }])])
    await workspace.chat.stop(threadId)
    expect(await workspace.last(threadId)).toMatchObject({ status: 'stopped' })
    expect((await workspace.chat.open(threadId)).cards).toMatchObject([{ status: 'superseded' }])
    expect((await workspace.chat.threads())[0]?.status).toBe('idle')
  })

  it('tells the screens of the answer as it grows and where it ended', async () => {
    const answer = await workspace.say(threadId, 'Go', [says('Done at last.')])
    const snapshots = workspace.events.flatMap((event) => (event.kind === 'thread-snapshot' ? [event] : []))
    expect(snapshots.at(-1)).toMatchObject({ threadId, status: 'idle', message: { id: answer.id, status: 'complete' } })
    expect(textOf(snapshots.at(-1)?.message)).toBe('Done at last.')
  })
})

describe('a program that ends in the middle', () => {
  it('says so on an answer that was streaming, and keeps what was said', async () => {
    const { reply, started } = endless()
    workspace.model.queue([reply])
    await workspace.chat.send(threadId, { text: 'Go', skillIds: [] })
    await started
    await untilShown('Half an')
    await workspace.restart('quit')
    const message = await workspace.last(threadId)
    expect(message).toMatchObject({
      status: 'failed',
      parts: [{ type: 'text' }, { title: 'Patchbay was closed while answering' }],
    })
    expect((await workspace.chat.threads())[0]?.status).toBe('idle')
  })

  it.each([
    ['indeterminate', 'dispatched'],
    ['done', 'succeeded'],
    ['failed', null],
  ])('shows a write as %s when the ledger says %s, and never sends it again', async (state, ledger) => {
    workspace.services.connect('jira', 'work')
    const [agent] = await workspace.agents.list()
    await workspace.agents.setGrant(agent?.id ?? '', { kind: 'integration', target: 'jira', allowed: true })
    await workspace.say(threadId, 'Create', [calls(['jira_create_issue', { summary: 'A' }])])
    const card = await workspace.openCard(threadId)
    const { db } = workspace
    const rows = { thread_id: threadId, run_id: null, target: 'Jira', account_label: null, http_status: null }
    if (ledger)
      await db
        .insertInto('ledger')
        .values({
          ...rows,
          at: '',
          kind: 'action',
          status: ledger,
          actor: '',
          card_id: card.id,
          request: '{}',
          request_bytes: 0,
        })
        .execute()
    // As a kill between the answer and the end of the request leaves it.
    const answer = JSON.stringify({ decision: 'approve', scope: 'once' })
    await db.updateTable('card').set({ status: 'answered', answer, answered_at: '' }).execute()
    await db.updateTable('run').set({ status: 'running' }).execute()
    const parts = (
      await db.selectFrom('message').select('parts').where('role', '=', 'assistant').executeTakeFirstOrThrow()
    ).parts
    await db
      .updateTable('message')
      .set({ parts: parts.replace('"waiting"', '"running"') })
      .where('role', '=', 'assistant')
      .execute()

    await workspace.restart('kill')
    const message = await workspace.last(threadId)
    expect(message.status).toBe('failed')
    expect(onlyTool(message).state).toBe(state)
    expect(workspace.services.sent).toEqual([])
  })
})

describe('a model that fails', () => {
  it('keeps the text before a broken stream, runs no call of it, and goes on afterwards', async () => {
    await workspace.tables.add('Deals', [['Name', 'text']], [['Acme']])
    const answer = await workspace.say(threadId, 'Go', [
      [
        ...says('So far.').slice(0, -1),
        { type: 'tool-call', toolCallId: 'c', toolName: 'list_tables', input: '{}' },
        {
          type: 'error',
          error: new AppFailure({ code: 'model-failed', reason: 'malformed', message: 'It broke off' }),
        },
      ],
    ])
    expect(answer).toMatchObject({ status: 'failed' })
    expect(answer.parts).toMatchObject([
      { type: 'text', text: 'So far.' },
      { type: 'notice', tone: 'failed', title: 'It broke off' },
    ])
    expect(await workspace.say(threadId, 'Again', [says('Fine.')])).toMatchObject({ status: 'complete' })
  })

  it('takes a stream that ends without an ending for broken', async () => {
    const call = { type: 'tool-call', toolCallId: 'c', toolName: 'list_tables', input: '{}' } as const
    const answer = await workspace.say(threadId, 'Go', [[call]])
    expect(answer.status).toBe('failed')
    expect(toolsIn(answer)).toEqual([])
  })

  it('says what went wrong when the model cannot be asked at all', async () => {
    const answer = await workspace.say(threadId, 'Go', [])
    expect(answer).toMatchObject({ status: 'failed', parts: [{ type: 'notice', tone: 'failed' }] })
  })

  it('carries nothing out when the arguments are not readable or do not fit', async () => {
    await workspace.tables.add('Deals', [['Name', 'text']], [['Acme']])
    const answer = await workspace.say(threadId, 'Go', [
      calls(['delete_records', '{"table": "Deals", "ids": [1'], ['delete_records', { table: 'Deals' }]),
      says('Sorry.'),
    ])
    expect(toolsIn(answer)).toMatchObject([
      { state: 'failed', output: { error: 'invalid_arguments' } },
      { state: 'failed', output: { error: 'invalid_input', message: expect.stringContaining('ids') } },
    ])
    expect(await workspace.tables.written()).toEqual([])
    expect(textOf(answer)).toBe('Sorry.')
  })

  it('keeps calls apart that the model gave the same id', async () => {
    const same = () =>
      calls(['list_tables', {}]).map((part) => ('toolCallId' in part ? { ...part, toolCallId: 'call_0' } : part))
    const answer = await workspace.say(threadId, 'Go', [same(), same(), says('.')])
    expect(new Set(toolsIn(answer).map((part) => part.callId)).size).toBe(2)
  })
})

describe('the limits of one answer', () => {
  it('refuses the fourth of the same call and says so', async () => {
    const answer = await workspace.say(threadId, 'Go', [
      ...Array.from({ length: 4 }, () => calls(['list_tables', {}])),
      says('Enough.'),
    ])
    expect(toolsIn(answer).map((part) => part.state)).toEqual(['done', 'done', 'done', 'failed'])
    expect(answer.parts).toContainEqual(
      expect.objectContaining({ type: 'notice', title: expect.stringContaining('same call') }),
    )
  })

  it('carries out 25 calls, then asks once more without tools, and ends', async () => {
    await workspace.tables.add('Deals', [['Name', 'text']], [['Acme']])
    const many = Array.from(
      { length: 26 },
      (_, index) => ['query_records', { table: 'Deals', search: `${index}` }] as [string, object],
    )
    const answer = await workspace.say(threadId, 'Go', [
      calls(...many.map(([tool, input]): [string, { [key: string]: string }] => [tool, { ...input }])),
      calls(['list_tables', {}]),
    ])
    expect(toolsIn(answer).filter((part) => part.state === 'done')).toHaveLength(25)
    expect(workspace.model.requests.at(-1)?.toolChoice).toEqual({ type: 'none' })
    expect(answer.status).toBe('complete')
    expect(workspace.model.left()).toBe(0)
  })

  it('ends after five minutes of work, over all pauses', async () => {
    await workspace.tables.add('Deals', [['Name', 'text']], [['Acme']])
    await workspace.say(threadId, 'Delete', [calls(['delete_records', { table: 'Deals', ids: [1] }])])
    const { state } = await workspace.db.selectFrom('run').select('state').executeTakeFirstOrThrow()
    const spent = JSON.stringify({ ...JSON.parse(state), elapsedMs: 5 * 60_000 })
    await workspace.db.updateTable('run').set({ state: spent }).execute()
    await workspace.answer(await workspace.openCard(threadId), { decision: 'approve', scope: 'once' })
    const message = await workspace.last(threadId)
    expect(message).toMatchObject({ status: 'stopped' })
    expect(message.parts).toContainEqual(expect.objectContaining({ title: 'Stopped after five minutes' }))
    expect(await workspace.tables.written()).toEqual([])
  })

  it('stops calling when the results are larger than 1 MB', async () => {
    const fields = Array.from({ length: 14 }, (_, index): [string, 'text'] => [`F${index}`, 'text'])
    await workspace.tables.add('Big', fields, [fields.map(() => 'x'.repeat(4000))])
    const read = (from: number) =>
      calls(
        ...Array.from({ length: 12 }, (_, index): [string, { table: string; limit: number }] => [
          'query_records',
          { table: 'Big', limit: from + index },
        ]),
      )
    const answer = await workspace.say(threadId, 'Go', [read(1), read(20), says('Enough.')])
    expect(toolsIn(answer).at(-1)).toMatchObject({ output: { error: 'too_much_output' } })
    expect(answer.status).toBe('complete')
  })
})
