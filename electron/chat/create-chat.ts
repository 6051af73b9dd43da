import { randomUUID } from 'node:crypto'
import type { CardAnswer, CardPayload, Thread, ThreadView } from '../../shared/domain/chat'
import { AppFailure } from '../../shared/errors'
import { mentionedSkills } from './activation'
import { answerOpenCard } from './cards'
import type { ChatDeps } from './deps'
import { createEngine, type Engine } from './engine'
import { createLocks, type Locks } from './locks'
import {
  findMessage,
  insertThread,
  type MessageNode,
  messageTree,
  removeThread,
  setSkillDisabled,
  updateThread,
} from './queries'
import { recoverRuns } from './recover'
import { findCard, openCards, openRuns } from './run-queries'
import { activationsOn, type StoredMessage } from './stored'
import { addUserMessage, answer, calledSkills, giveUp, makeRoom, NEW_TITLE, offeredSkills, type Said } from './turns'
import { mustFindThread, threadList, threadView } from './view'

export type Chat = Threads & Talk & Cards & Life
type Threads = {
  threads: () => Promise<Thread[]>
  open: (threadId: string) => Promise<ThreadView>
  createThread: (agentId: string | null, title?: string) => Promise<string>
  renameThread: (threadId: string, title: string) => Promise<void>
  deleteThread: (threadId: string) => Promise<void>
  setAgent: (threadId: string, agentId: string) => Promise<void>
  setSkillDisabled: (threadId: string, skillId: string, disabled: boolean) => Promise<void>
}
type Talk = {
  /** Fails with `busy` while an answer is being made. Returns the id of the answer, which goes on in the background. */
  send: (threadId: string, said: Said) => Promise<string>
  edit: (messageId: string, text: string) => Promise<string>
  regenerate: (messageId: string) => Promise<string>
  selectBranch: (messageId: string) => Promise<void>
  /** Resolves when nothing of the thread is under way any more. */
  stop: (threadId: string) => Promise<void>
}
type Cards = {
  /** Fails with `conflict` when the card was answered before. */
  answerCard: (cardId: string, answer: CardAnswer) => Promise<void>
  /** An account was connected or reconnected: what waited for it goes on. */
  onAccountsChanged: (integrationId: string) => Promise<void>
  /** A data connection was made or reconnected. */
  onDataConnectionsChanged: () => Promise<void>
}
type Life = {
  /** Once, before anything else is asked. */
  start: () => Promise<void>
  /** Stops what is being answered and stores it. */
  close: () => Promise<void>
  /** Resolves when the answer of a thread has ended or waits for a card. */
  settled: (threadId: string) => Promise<void>
}

type Inside = { deps: ChatDeps; engine: Engine; locks: Locks }

/** Conversations with agents: a tree of messages per thread, and at most one answer at a time in each. */
export function createChat(deps: ChatDeps): Chat {
  const engine = createEngine(deps)
  const inside: Inside = { deps, engine, locks: createLocks() }
  return {
    ...threads(inside),
    ...talk(inside),
    ...cards(inside),
    start: () => recoverRuns(deps),
    close: () => engine.close(),
    settled: (threadId) => engine.settled(threadId),
  }
}

function threads({ deps, engine, locks }: Inside): Threads {
  const { db, agents, now } = deps
  return {
    threads: () => threadList(deps),
    open: (threadId) => threadView(deps, engine, threadId),
    async createThread(agentId, title = NEW_TITLE) {
      const agent = agentId === null ? await agents.getOrDefault(null) : await agents.get(agentId)
      const id = randomUUID()
      await insertThread(db, { id, title, agentId: agent.id, at: now().toISOString() })
      return id
    },
    async renameThread(threadId, title) {
      if (!(await updateThread(db, threadId, { title }))) await mustFindThread(deps, threadId)
    },
    deleteThread: (threadId) =>
      locks.run(threadId, async () => {
        await engine.stop(threadId, 'stopped')
        if (!(await removeThread(db, threadId))) throw new AppFailure({ code: 'not-found', what: 'chat', id: threadId })
      }),
    async setAgent(threadId, agentId) {
      await agents.get(agentId)
      if (!(await updateThread(db, threadId, { agent_id: agentId }))) await mustFindThread(deps, threadId)
    },
    async setSkillDisabled(threadId, skillId, disabled) {
      await mustFindThread(deps, threadId)
      await setSkillDisabled(db, threadId, skillId, disabled)
    },
  }
}

function talk({ deps, engine, locks }: Inside): Talk {
  const underLock = async <T>(
    messageId: string,
    role: StoredMessage['role'],
    work: (m: StoredMessage) => Promise<T>,
  ) => {
    const message = await findMessage(deps.db, messageId)
    if (message?.role !== role) throw new AppFailure({ code: 'not-found', what: 'message', id: messageId })
    return locks.run(message.threadId, () => work(message))
  }
  const say = async (threadId: string, said: Said, parentOf: (head: string | null) => string | null) => {
    const thread = await mustFindThread(deps, threadId)
    const skills = await calledSkills(deps, thread, said)
    await engineIdle(deps, engine, threadId)
    const parentId = parentOf(thread.headMessageId)
    const question = await addUserMessage(deps, { thread, parentId }, { text: said.text, skills })
    return answer(deps, engine, thread, question.id)
  }
  return {
    send: (threadId, said) => locks.run(threadId, () => say(threadId, said, (head) => head)),
    edit: (messageId, text) =>
      underLock(messageId, 'user', async (message) => {
        const skillIds = await chosenBefore(deps, message)
        return say(message.threadId, { text, skillIds }, () => message.parentId)
      }),
    regenerate: (messageId) =>
      underLock(messageId, 'assistant', async ({ threadId, parentId }) => {
        const thread = await mustFindThread(deps, threadId)
        await engineIdle(deps, engine, threadId)
        if (parentId === null) throw new AppFailure({ code: 'not-found', what: 'message', id: messageId })
        return answer(deps, engine, thread, parentId)
      }),
    async selectBranch(messageId) {
      const message = await findMessage(deps.db, messageId)
      if (!message) throw new AppFailure({ code: 'not-found', what: 'message', id: messageId })
      const tree = await messageTree(deps.db, message.threadId)
      await updateThread(deps.db, message.threadId, { head_message_id: latestBelow(tree, messageId) })
    },
    stop: (threadId) =>
      locks.run(threadId, async () => {
        await engine.stop(threadId, 'stopped')
        const [run] = await openRuns(deps.db, threadId)
        if (run) await giveUp(deps, run, 'stopped', 'Stopped by the person')
      }),
  }
}

/** Skills that were chosen beside the text of a message, as far as they are still offered. */
async function chosenBefore(deps: ChatDeps, message: StoredMessage): Promise<string[]> {
  const chosen = activationsOn([message]).map((activation) => activation.skillId)
  const text = message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')
  const skills = await offeredSkills(deps, await mustFindThread(deps, message.threadId))
  const mentioned = new Set(mentionedSkills(text, skills).map((skill) => skill.id))
  return skills.map((skill) => skill.id).filter((id) => chosen.includes(id) && !mentioned.has(id))
}

/** A run that has just ended in the database may still be telling the screens. */
async function engineIdle(deps: ChatDeps, engine: Engine, threadId: string): Promise<void> {
  await makeRoom(deps, threadId)
  await engine.settled(threadId)
}

function latestBelow(tree: readonly MessageNode[], messageId: string): string {
  let current = messageId
  for (;;) {
    const child = tree.findLast((node) => node.parentId === current)
    if (!child) return current
    current = child.id
  }
}

type Connecting = Extract<CardPayload, { kind: 'needs_connection' }>

function cards({ deps, engine, locks }: Inside): Cards {
  const answerCard = async (cardId: string, given: CardAnswer) => {
    const found = await findCard(deps.db, cardId)
    if (!found) throw new AppFailure({ code: 'not-found', what: 'card', id: cardId })
    await locks.run(found.threadId, async () => {
      const card = (await findCard(deps.db, cardId)) ?? found
      await answerOpenCard(deps, engine, card, given)
    })
  }
  const goOn = async (waitsFor: (payload: Connecting) => boolean) => {
    for (const { id, payload } of await openCards(deps.db)) {
      if (payload.kind !== 'needs_connection' || !waitsFor(payload)) continue
      try {
        await answerCard(id, { decision: 'connected' })
      } catch (error) {
        // Still nothing usable, or answered meanwhile: the card says so itself.
        if (!(error instanceof AppFailure)) throw error
      }
    }
  }
  return {
    answerCard,
    onAccountsChanged: (integrationId) =>
      goOn((payload) => payload.dataConnection === null && payload.integrationId === integrationId),
    onDataConnectionsChanged: () => goOn((payload) => payload.dataConnection !== null),
  }
}
