import type { Thread } from '../../shared/domain/chat'
import type { Announce } from '../../shared/events'
import type { Turn } from './deps'
import { toMessage } from './stored'

/** About 30 a second; slower when the message is large. */
const INTERVAL_MS = 33
const BYTES_PER_MS = 2000

export type Snapshots = {
  /** Tells the screens soon. */
  later: (turn: Turn) => void
  /** Tells the screens now, in place of what was to be told soon. */
  now: (turn: Turn, status: Thread['status']) => void
}

/** Sends the message as it stands, often enough to look alive and no more. */
export function createSnapshots(announce: Announce): Snapshots {
  const timers = new Map<string, NodeJS.Timeout>()
  const tell = ({ message, siblingIds, run }: Turn, status: Thread['status']) =>
    announce({
      kind: 'thread-snapshot',
      threadId: message.threadId,
      message: structuredClone(toMessage(message, siblingIds, run.id)),
      status,
    })
  return {
    later(turn) {
      const { id } = turn.message
      if (timers.has(id)) return
      const wait = INTERVAL_MS + turn.run.state.outputBytes / BYTES_PER_MS
      const timer = setTimeout(() => {
        timers.delete(id)
        tell(turn, 'running')
      }, wait)
      timers.set(id, timer)
    },
    now(turn, status) {
      clearTimeout(timers.get(turn.message.id))
      timers.delete(turn.message.id)
      tell(turn, status)
    },
  }
}
