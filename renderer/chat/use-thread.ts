import type { Message, ThreadView } from '../../shared/domain/chat'
import { useEventOf } from '../app/events'
import { queryClient, queryKey, skipToken, useQueryOf } from '../app/query'

/** One thread as main has it; the answer that is being made is replaced as its snapshots arrive. */
export function useThread(threadId: string | undefined) {
  useEventOf('thread-snapshot', ({ threadId: of, message, status }) => {
    queryClient.setQueryData<ThreadView>(queryKey('chat', 'open', { threadId: of }), (view) =>
      view ? { ...view, thread: { ...view.thread, status }, messages: withMessage(view.messages, message) } : view,
    )
  })
  return useQueryOf(['chat', 'open'], threadId ? { threadId } : skipToken)
}

/** A message that is not on the path yet follows its parent, if that is the last one. */
function withMessage(messages: readonly Message[], message: Message): Message[] {
  const at = messages.findIndex(({ id }) => id === message.id)
  if (at >= 0) return messages.map((known, index) => (index === at ? message : known))
  return messages.at(-1)?.id === message.parentId ? [...messages, message] : [...messages]
}
