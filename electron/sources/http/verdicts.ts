import type { SourceAnswer, Verdict } from '../define'
import { retryAfterMs } from './retry-after'

const LONGEST_SAID = 300

/** What a status means where the source says nothing else about it. */
export function usualVerdict(answer: SourceAnswer, now: Date): Verdict {
  const said = messageOf(answer)
  switch (answer.status) {
    case 401:
      return { kind: 'refresh-auth', message: said }
    case 403:
      return { kind: 'stream-unavailable', message: said }
    case 404:
    case 410:
      return { kind: 'stream-unavailable', message: said }
    case 408:
    case 409:
    case 423:
    case 425:
      return retry(answer, now, said)
    case 429:
      return { kind: 'rate-limited', message: said, untilMs: now.getTime() + (retryAfterMs(answer, now) ?? 10_000) }
    default:
      return answer.status >= 500 ? retry(answer, now, said) : { kind: 'fatal', message: said }
  }
}

function retry(answer: SourceAnswer, now: Date, message: string): Verdict {
  const afterMs = retryAfterMs(answer, now)
  return afterMs === null ? { kind: 'retry', message } : { kind: 'retry', message, afterMs }
}

/** What the service said, short enough to show: the message of its JSON, or its status. */
export function messageOf({ status, text }: Pick<SourceAnswer, 'status' | 'text'>): string {
  const found = findMessage(text)
  return found ? `${found.slice(0, LONGEST_SAID)} (status ${status})` : `The service answered with status ${status}`
}

function findMessage(text: string): string | null {
  try {
    return messageIn(JSON.parse(text), 0)
  } catch {
    return null
  }
}

function messageIn(value: unknown, depth: number): string | null {
  if (depth > 3 || typeof value !== 'object' || value === null) return null
  if (Array.isArray(value)) return messageIn(value[0], depth + 1)
  for (const name of ['message', 'error_description', 'msg', 'detail']) {
    const text = Reflect.get(value, name)
    if (typeof text === 'string' && text !== '') return text
  }
  for (const name of ['error', 'errors']) {
    const inner = Reflect.get(value, name)
    if (typeof inner === 'string' && inner !== '') return inner
    const found = messageIn(inner, depth + 1)
    if (found) return found
  }
  return null
}
