import type { AskHandler } from '../../../electron/data-worker/protocol'
import { type SourceCredentials, type SourceDefinition, SourceProblem } from '../../../electron/sources/define'

/**
 * Sends what a source asks for as the main process does, without a vault and an account: with plain requests to `base`,
 * which stands in for the source's own origins. A key that is not accepted cannot be renewed.
 */
export function plainSender(
  source: SourceDefinition,
  credentials: Readonly<SourceCredentials>,
  base: string,
): AskHandler {
  if (source.kind !== 'http') throw new Error(`${source.name} is not read over HTTP`)
  const { http } = source
  const theirs = [new URL(http.baseUrl(credentials.config)).origin, ...http.origins(credentials.config)]
  return async ({ request, renew }, signal) => {
    if (renew) throw new SourceProblem({ kind: 'needs-reauth', message: `${source.name} did not accept the key` })
    const headers = { ...Object.fromEntries(request.headers), ...http.sign(credentials, null) }
    const url = theirs.reduce((text, origin) => text.replace(origin, base), request.url)
    try {
      const { method, body } = request
      const answer = await fetch(url, { method, headers, body, signal, redirect: 'manual' })
      return { status: answer.status, headers: new Map(answer.headers), text: await answer.text() }
    } catch {
      signal.throwIfAborted()
      throw new SourceProblem({ kind: 'retry', message: 'Nobody answered' })
    }
  }
}
