import { randomUUID } from 'node:crypto'
import type { Skill } from '../../shared/domain/skill'
import { AppFailure } from '../../shared/errors'
import { isRead, mentionedSkills, readSkill } from './activation'
import type { ChatDeps, Turn } from './deps'
import type { Engine } from './engine'
import {
  type Db,
  findMessage,
  insertMessage,
  messageTree,
  pathTo,
  type StoredThread,
  saveMessage,
  updateThread,
} from './queries'
import { cardsOn, closeCard, insertRun, moveRun, openRuns } from './run-queries'
import { readSituation } from './situation'
import { activationsOn, NEW_RUN_STATE, type StoredMessage, type StoredPart, type StoredRun } from './stored'
import { closeOpenCalls } from './turn-parts'

export const NEW_TITLE = 'New chat'
const LONGEST_TITLE = 60

export type Said = { text: string; skillIds: readonly string[] }
type Where = { thread: StoredThread; parentId: string | null }

/** Refuses while an answer is being made; a waiting one is given up, which is no refusal of what it asked for. */
export async function makeRoom(deps: ChatDeps, threadId: string): Promise<void> {
  const [run] = await openRuns(deps.db, threadId)
  if (run?.status === 'running') throw new AppFailure({ code: 'busy', what: 'An answer in this chat' })
  if (run) await giveUp(deps, run, 'superseded', 'the user sent a new message')
}

/** Ends a run that is not being worked on: its cards can no longer be answered. */
export async function giveUp(deps: ChatDeps, run: StoredRun, code: string, message: string): Promise<void> {
  const at = deps.now().toISOString()
  await deps.db.transaction().execute(async (transaction) => {
    if (!(await moveRun(transaction, run, { from: run.status, to: 'stopped', endedAt: at }))) return
    for (const card of await cardsOn(transaction, [run.messageId]))
      if (card.status === 'open') await closeCard(transaction, card.id, { status: 'superseded', answer: null, at })
    const answer = await findMessage(transaction, run.messageId)
    if (!answer) return
    closeOpenCalls(answer.parts, code, message)
    await saveMessage(transaction, { ...answer, status: 'stopped' })
  })
}

/** Skills that this message calls for by hand. Fails with `refused` for one that is not offered here. */
export async function calledSkills(deps: ChatDeps, thread: StoredThread, { text, skillIds }: Said): Promise<Skill[]> {
  const skills = await offeredSkills(deps, thread)
  const chosen = skillIds.map((id) => skills.find((skill) => skill.id === id) ?? refuseSkill())
  return [...new Set([...chosen, ...mentionedSkills(text, skills)])]
}

export async function offeredSkills(deps: ChatDeps, { id, agentId }: StoredThread): Promise<readonly Skill[]> {
  return (await readSituation(deps, { threadId: id, agentId, activations: [] })).skills
}

function refuseSkill(): never {
  throw new AppFailure({ code: 'refused', message: 'This skill is switched off or was deleted' })
}

/** Stores what the person said below a message. Skills called by hand are read with it, ahead of the first request. */
export async function addUserMessage(
  deps: ChatDeps,
  { thread, parentId }: Where,
  { text, skills }: { text: string; skills: readonly Skill[] },
): Promise<StoredMessage> {
  const activations = activationsOn(await pathTo(deps.db, parentId))
  const situation = await readSituation(deps, { threadId: thread.id, agentId: thread.agentId, activations })
  const read = skills
    .filter((skill) => !isRead(skill, activations))
    .map((skill): StoredPart => ({ ...readSkill({ skill, situation, by: 'user', callId: null }), step: 0 }))
  const message = newMessage(deps, thread.id, parentId, 'user', [{ type: 'text', text, step: 0 }, ...read])
  const title = thread.title === NEW_TITLE && parentId === null ? { title: titleFrom(text) } : {}
  await deps.db.transaction().execute(async (transaction) => {
    await insertMessage(transaction, message)
    await updateThread(transaction, thread.id, { ...title, head_message_id: message.id })
  })
  return message
}

/** Starts an answer to a user message. Returns the id of the answer; the rest happens in the background. */
export async function answer(deps: ChatDeps, engine: Engine, thread: StoredThread, question: string): Promise<string> {
  const message = newMessage(deps, thread.id, question, 'assistant', [])
  const run: StoredRun = {
    id: randomUUID(),
    threadId: thread.id,
    messageId: message.id,
    status: 'running',
    state: structuredClone(NEW_RUN_STATE),
  }
  await deps.db.transaction().execute(async (transaction) => {
    await insertMessage(transaction, message)
    await insertRun(transaction, run, message.createdAt)
    await updateThread(transaction, thread.id, { head_message_id: message.id, updated_at: message.createdAt })
  })
  engine.begin(await loadTurn(deps, thread, run))
  return message.id
}

/** A turn from what is stored: the same after a restart as before it. */
export async function loadTurn(deps: ChatDeps, thread: StoredThread, run: StoredRun): Promise<Turn> {
  const path = await pathTo(deps.db, run.messageId)
  const message = path.at(-1)
  if (!message) throw new AppFailure({ code: 'not-found', what: 'message', id: run.messageId })
  return {
    run,
    agentId: thread.agentId,
    history: path.slice(0, -1),
    message,
    siblingIds: await siblingsOf(deps.db, message),
    controller: new AbortController(),
  }
}

async function siblingsOf(db: Db, { threadId, parentId }: StoredMessage): Promise<string[]> {
  return (await messageTree(db, threadId)).filter((node) => node.parentId === parentId).map((node) => node.id)
}

function newMessage(
  deps: ChatDeps,
  threadId: string,
  parentId: string | null,
  role: StoredMessage['role'],
  parts: StoredPart[],
): StoredMessage {
  const status = role === 'user' ? 'complete' : 'streaming'
  const createdAt = deps.now().toISOString()
  return { id: randomUUID(), threadId, parentId, role, parts, status, receipt: null, createdAt }
}

/** The first line, up to a whole word. */
function titleFrom(text: string): string {
  const line = text.trim().split('\n')[0]?.replace(/\s+/g, ' ') ?? ''
  if (line.length <= LONGEST_TITLE) return line || NEW_TITLE
  const cut = line.slice(0, LONGEST_TITLE)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), 30))}…`
}
