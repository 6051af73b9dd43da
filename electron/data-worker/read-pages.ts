import type { JsonValue } from '../../shared/domain/common'
import { type SourcePage, SourceProblem } from '../sources/define'
import { fromSource, orGiveUp } from './open-reader'

const MOST_RESTARTS = 3

/**
 * Hands over each page; the next one is read while the last one is written, and never more than that one. A page whose
 * token is no longer good is read again from the last place that lasts. Fails with `SourceProblem`, with what `take` fails
 * with, and with the signal's reason.
 */
export async function readPages(
  open: (resume: JsonValue) => AsyncIterable<SourcePage>,
  start: JsonValue,
  signal: AbortSignal,
  take: (page: SourcePage) => Promise<void>,
): Promise<void> {
  let resume = start
  let restarts = 0
  for (;;) {
    try {
      await readOnce(open(resume), signal, async (page) => {
        await take(page)
        resume = page.resume
        restarts = 0
      })
      return
    } catch (error) {
      const isRestart = error instanceof SourceProblem && error.verdict.kind === 'restart-page'
      if (!isRestart || restarts >= MOST_RESTARTS) throw error
      restarts += 1
    }
  }
}

async function readOnce(
  pages: AsyncIterable<SourcePage>,
  signal: AbortSignal,
  take: (page: SourcePage) => Promise<void>,
): Promise<void> {
  const iterator = pages[Symbol.asyncIterator]()
  const pull = () => {
    const next = fromSource(iterator.next(), signal)
    next.catch(() => undefined)
    return next
  }
  let next = pull()
  try {
    for (let page = await next; !page.done; page = await next) {
      signal.throwIfAborted()
      next = pull()
      await take(page.value)
    }
    signal.throwIfAborted()
  } finally {
    await next.catch(() => undefined)
    const ended = Promise.resolve(iterator.return?.()).catch(() => undefined)
    if (!signal.aborted) await orGiveUp(ended, signal).catch(() => undefined)
  }
}
