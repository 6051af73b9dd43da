import { setTimeout } from 'node:timers/promises'
import type { Client } from 'pg'
import type { JsonValue } from '../../../shared/domain/common'
import { type SourceCredentials, type SourcePage, SourceProblem } from '../define'
import { type Address, addressOf } from './address'
import { tookTooLong, verdictOf, verdictOfTrying } from './failure'
import { openSession } from './session'

export type Waiting = {
  /** In milliseconds; fails when `signal` is aborted. */
  pause: (ms: number, signal: AbortSignal) => Promise<void>
  /** Between 0 and 1. */
  random: () => number
}
export const realWaiting: Waiting = {
  pause: async (ms, signal) => void (await setTimeout(ms, undefined, { signal })),
  random: Math.random,
}

/** In a row, without a page between them. */
const MOST_TRIES = 6
const FIRST_GAP_MS = 500
const LONGEST_GAP_MS = 30_000

type Options = { credentials: SourceCredentials; signal: AbortSignal; waiting: Waiting }
type ReadFrom = (client: Client, resume: JsonValue) => AsyncIterable<SourcePage>

/** Sessions of one reader, each with one read-only transaction. What fails does so with `SourceProblem`. */
export function createSessions({ credentials, signal, waiting }: Options) {
  const waitAfter = async (error: unknown, address: Address, tries: number): Promise<void> => {
    signal.throwIfAborted()
    const verdict = error instanceof SourceProblem ? error.verdict : verdictOf(error, address)
    if (verdict.kind !== 'retry' || tries >= MOST_TRIES || (tookTooLong(error) && tries > 1))
      throw new SourceProblem(verdict)
    await waiting.pause(waiting.random() * Math.min(LONGEST_GAP_MS, FIRST_GAP_MS * 2 ** tries), signal)
  }

  /** Once, for settings that somebody is waiting to see confirmed. */
  const tryOut = async <T>(use: (client: Client) => Promise<T>): Promise<T> => {
    const address = addressOf(credentials)
    try {
      return await inSession(address, signal, use)
    } catch (error) {
      signal.throwIfAborted()
      throw error instanceof SourceProblem ? error : new SourceProblem(verdictOfTrying(error, address))
    }
  }

  const ask = async <T>(use: (client: Client) => Promise<T>): Promise<T> => {
    const address = addressOf(credentials)
    for (let tries = 1; ; tries += 1) {
      try {
        return await inSession(address, signal, use)
      } catch (error) {
        await waitAfter(error, address, tries)
      }
    }
  }

  /** A session that breaks is replaced, and reading goes on after the last page where pages have a place. */
  async function* read(start: JsonValue, from: ReadFrom): AsyncGenerator<SourcePage> {
    const address = addressOf(credentials)
    let [resume, tries, isRepeatable] = [start, 0, true]
    for (;;) {
      try {
        const { client, close } = await openSession(address, signal)
        try {
          for await (const page of from(client, resume)) {
            resume = page.resume
            isRepeatable = resume !== null
            tries = 0
            yield page
          }
          return
        } finally {
          await close()
        }
      } catch (error) {
        tries += 1
        await waitAfter(error, address, isRepeatable ? tries : MOST_TRIES)
      }
    }
  }
  return { tryOut, ask, read }
}

async function inSession<T>(address: Address, signal: AbortSignal, use: (client: Client) => Promise<T>): Promise<T> {
  const { client, close } = await openSession(address, signal)
  try {
    return await use(client)
  } finally {
    await close()
  }
}
