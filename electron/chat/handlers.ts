import type { chat as contract } from '../../shared/contract/chat'
import type { HandlersFor } from '../../shared/contract/define'
import type { Chat } from './create-chat'

export const chatHandlers = (chat: Chat): HandlersFor<typeof contract> => ({
  threads: () => chat.threads(),
  open: ({ threadId }) => chat.open(threadId),
  createThread: ({ agentId }) => chat.createThread(agentId),
  renameThread: ({ threadId, title }) => chat.renameThread(threadId, title),
  deleteThread: ({ threadId }) => chat.deleteThread(threadId),
  setAgent: ({ threadId, agentId }) => chat.setAgent(threadId, agentId),
  setSkillDisabled: ({ threadId, skillId, disabled }) => chat.setSkillDisabled(threadId, skillId, disabled),
  send: ({ threadId, ...said }) => chat.send(threadId, said),
  edit: ({ messageId, text }) => chat.edit(messageId, text),
  regenerate: ({ messageId }) => chat.regenerate(messageId),
  selectBranch: ({ messageId }) => chat.selectBranch(messageId),
  stop: ({ threadId }) => chat.stop(threadId),
  answerCard: ({ cardId, answer }) => chat.answerCard(cardId, answer),
})
