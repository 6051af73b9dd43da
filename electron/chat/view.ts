import type { Thread, ThreadView } from '../../shared/domain/chat'
import { AppFailure } from '../../shared/errors'
import type { ChatDeps } from './deps'
import type { Engine } from './engine'
import { disabledSkills, findThread, listThreads, messageTree, pathTo, type StoredThread } from './queries'
import { cardsOn, runIdsOf } from './run-queries'
import { activationsOn, toMessage } from './stored'

export async function mustFindThread(deps: ChatDeps, id: string): Promise<StoredThread> {
  const thread = await findThread(deps.db, id)
  if (!thread) throw new AppFailure({ code: 'not-found', what: 'chat', id })
  return withAgent(deps, thread)
}

/** Newest first. */
export async function threadList(deps: ChatDeps): Promise<Thread[]> {
  const threads = await listThreads(deps.db)
  const agentIds = new Map<string, string>()
  for (const { agentId } of threads)
    if (!agentIds.has(agentId)) agentIds.set(agentId, (await deps.agents.getOrDefault(agentId)).id)
  return threads.map((thread) => toThread({ ...thread, agentId: agentIds.get(thread.agentId) ?? thread.agentId }))
}

/** The current branch. An answer that is being made is shown as it stands, ahead of what is stored. */
export async function threadView(deps: ChatDeps, engine: Engine, threadId: string): Promise<ThreadView> {
  const thread = await mustFindThread(deps, threadId)
  const stored = await pathTo(deps.db, thread.headMessageId)
  const live = engine.live(threadId)
  const path = stored.map((message) => (message.id === live?.id ? live : message))
  const tree = await messageTree(deps.db, threadId)
  const siblings = (parentId: string | null) => tree.filter((node) => node.parentId === parentId).map((node) => node.id)
  const disabledSkillIds = await disabledSkills(deps.db, threadId)
  const activated = new Set(activationsOn(path).map((activation) => activation.skillId))
  const messageIds = path.map((message) => message.id)
  const cards = await cardsOn(deps.db, messageIds)
  const runIds = await runIdsOf(deps.db, messageIds)
  const skills = (await deps.skills.list()).filter((skill) => skill.active)
  return {
    thread: toThread(thread),
    messages: path.map((message) => toMessage(message, siblings(message.parentId), runIds.get(message.id) ?? null)),
    cards: cards.map(({ runId: _run, answeredAt: _at, ...card }) => card),
    disabledSkillIds,
    offeredSkills: skills.map(({ id, name, handle }) => ({
      ...{ id, name, handle },
      active: !disabledSkillIds.includes(id),
      activated: activated.has(id),
    })),
  }
}

/** A thread of an agent that was deleted belongs to the workspace's agent. */
async function withAgent(deps: ChatDeps, thread: StoredThread): Promise<StoredThread> {
  return { ...thread, agentId: (await deps.agents.getOrDefault(thread.agentId)).id }
}

const toThread = ({ headMessageId: _head, ...thread }: StoredThread): Thread => thread
