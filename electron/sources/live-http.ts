import { setTimeout as sleep } from 'node:timers/promises'
import { AppFailure } from '../../shared/errors'
import type { Account, Budgets } from '../net/budgets'
import type { Http } from '../net/http'
import type { HttpSource, SourceDefinition } from './define'
import { heldUntil, keyNames, limitsOf } from './http/limits'
import { sources } from './registry'

type Service = Pick<SourceDefinition, 'id' | 'name'> & { http: HttpSource }

type LiveOptions = {
  http: Http
  budgets: Budgets
  now: () => Date
  sourceAt?: (url: URL) => Service | null
  wait?: (ms: number, signal: AbortSignal | undefined) => Promise<unknown>
}

/** A person waits so long at most before being told to come back. */
const LONGEST_MS = 10_000

/**
 * Sends what a person waits for, such as actions and calls of connectors. At a service that data connections read as well
 * it is counted against the budget of the same account there. Fails with `rate-limited`, and nothing is sent, while that
 * service asks to wait for long.
 */
export function createLiveHttp(options: LiveOptions): Http {
  const { http, budgets, now, sourceAt = serviceAt } = options
  return {
    async send(request, sending) {
      const { credential, signal } = sending
      const url = URL.canParse(request.url) ? new URL(request.url) : null
      const service = url && credential && sourceAt(url)
      if (!service) return http.send(request, sending)
      const account = { service: service.id, names: keyNames(credential) }
      await takeTurn(options, { url, service, account, signal })
      const response = await http.send(request, sending)
      const until = heldUntil(service.http, response, now())
      if (until !== null) budgets.hold(account, until)
      return response
    },
  }
}

type Turn = { url: URL; service: Service; account: Account; signal: AbortSignal | undefined }

async function takeTurn({ budgets, now, wait = waitFor }: LiveOptions, turn: Turn): Promise<void> {
  const { url, service, account, signal } = turn
  const limits = limitsOf(service.http, service.http.budgetsOf?.(url) ?? ['default'])
  for (;;) {
    const until = await budgets.take(account, limits, { live: true, ...(signal ? { signal } : {}) })
    if (until === null) return
    const ms = until - now().getTime()
    if (ms > LONGEST_MS) throw asksToWait(service.name, ms)
    await wait(ms, signal)
  }
}

const waitFor = (ms: number, signal: AbortSignal | undefined) =>
  sleep(ms, undefined, { ref: false, ...(signal ? { signal } : {}) })

function asksToWait(name: string, ms: number): AppFailure {
  const seconds = Math.ceil(ms / 1000)
  const time = seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`
  const message = `${name} asks everything that uses this account to wait ${time}, so nothing was sent`
  return new AppFailure({ code: 'request-failed', reason: 'rate-limited', message })
}

/** The source whose service answers there; null when the catalog has none. */
function serviceAt(url: URL): Service | null {
  for (const source of sources)
    if (source.kind === 'http' && originsOf(source, source.http, url).includes(url.origin)) return source
  return null
}

/** Where the address depends on the account, any that can be one. */
function originsOf({ auth }: SourceDefinition, http: HttpSource, url: URL): string[] {
  const keys = auth.flatMap(({ oauth }) => oauth?.instanceKey ?? [])
  const config = Object.fromEntries(keys.map((key) => [key, url.origin]))
  try {
    return [new URL(http.baseUrl(config)).origin, ...http.origins(config)]
  } catch {
    return []
  }
}
