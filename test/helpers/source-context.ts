import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpContext, SourceCredentials, SourceDefinition } from '../../electron/sources/define'
import { SourceProblem } from '../../electron/sources/define'
import { createHttpContext, type SendRequest } from '../../electron/sources/http/context'

export type SeenRequest = { method: string; url: string; body: string | null; status: number }

/**
 * The context of a source over HTTP with plain requests to a server on loopback, signed by the source itself; waits pass
 * at a thousandth of their time. `base` stands in for the source's own base URL and origins.
 */
export function sourceContext(
  definition: SourceDefinition,
  credentials: SourceCredentials,
  options: { base: string; token?: string | null; signal?: AbortSignal; now?: () => Date; seen?: SeenRequest[] },
): HttpContext {
  if (definition.kind !== 'http') throw new Error(`${definition.name} is not read over HTTP`)
  const { http } = definition
  const theirs = [new URL(http.baseUrl(credentials.config)).origin, ...http.origins(credentials.config)]
  const send: SendRequest = async (request, { signal }) => {
    const signed = http.sign(credentials, options.token ?? null)
    const url = theirs.reduce((text, origin) => text.replace(origin, options.base), request.url)
    let answer: Response
    try {
      answer = await fetch(url, {
        method: request.method,
        headers: { ...Object.fromEntries(request.headers), ...signed },
        body: request.body,
        signal,
        redirect: 'manual',
      })
    } catch (error) {
      signal.throwIfAborted()
      throw new SourceProblem({ kind: 'retry', message: `Nobody answered: ${String(error)}` })
    }
    const text = await answer.text().catch(() => {
      throw new SourceProblem({ kind: 'retry', message: 'The answer broke off' })
    })
    options.seen?.push({ method: request.method, url, body: request.body, status: answer.status })
    return { status: answer.status, headers: new Map(answer.headers), text }
  }
  return createHttpContext({
    source: http,
    config: credentials.config,
    send,
    signal: options.signal ?? new AbortController().signal,
    now: options.now ?? (() => new Date()),
    pause: (ms, signal) => sleep(ms / 1000, undefined, { signal }),
    random: () => 0.5,
  })
}
