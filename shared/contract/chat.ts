import { z } from 'zod'
import { CardAnswer, Thread, ThreadView } from '../domain/chat'
import { Id } from '../domain/common'
import { command, query } from './define'

const Text = z.string().trim().min(1).max(200_000)

export const chat = {
  threads: query(z.void(), z.array(Thread)),
  open: query(z.object({ threadId: Id }), ThreadView),
  createThread: command(z.object({ agentId: Id.nullable() }), Id),
  renameThread: command(z.object({ threadId: Id, title: z.string().trim().min(1).max(200) }), z.void()),
  deleteThread: command(z.object({ threadId: Id }), z.void()),
  setAgent: command(z.object({ threadId: Id, agentId: Id }), z.void()),
  setSkillDisabled: command(z.object({ threadId: Id, skillId: Id, disabled: z.boolean() }), z.void()),
  /** Mentions (`@handle` in the text, or ids here) read the skill before the first request. Returns the id of the answer. */
  send: command(z.object({ threadId: Id, text: Text, skillIds: z.array(Id).max(20) }), Id),
  /** Puts a changed user message beside the old one and answers it. */
  edit: command(z.object({ messageId: Id, text: Text }), Id),
  /** A second answer beside the first. */
  regenerate: command(z.object({ messageId: Id }), Id),
  /** Makes the branch of this message the current one. */
  selectBranch: command(z.object({ messageId: Id }), z.void()),
  stop: command(z.object({ threadId: Id }), z.void()),
  answerCard: command(z.object({ cardId: Id, answer: CardAnswer }), z.void()),
}
