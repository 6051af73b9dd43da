import { randomBytes } from 'node:crypto'
import type { HandlersFor, Procedure, Procedures } from '../../shared/contract/define'
import { AppFailure } from '../../shared/errors'
import { failed, ok, type Result } from '../../shared/result'

export type Router = { invoke: (path: string, input: unknown) => Promise<Result<unknown>> }

type AnyHandler = (input: unknown) => unknown
type Route<Noun> = { noun: Noun; procedure: Procedure; handler: AnyHandler }

export type RouterOptions<Noun extends string> = {
  /** After a command that succeeded: its noun has to be read again. */
  onChanged: (noun: Noun) => void
  /** Failures nobody expected, with the reference that the screen shows. */
  onUnexpected: (path: string, reference: string, error: unknown) => void
}

/**
 * The wall between the renderer and main: looks a procedure up, checks what comes in and what goes out, and turns
 * everything thrown into a `Result`. An unexpected failure leaves as a reference only; its text may hold a secret.
 */
export function createRouter<C extends Record<string, Procedures>>(
  contract: C,
  handlers: { [N in keyof C]: HandlersFor<C[N]> },
  options: RouterOptions<keyof C & string>,
): Router {
  const routes = collectRoutes(contract, handlers)
  return {
    async invoke(path, input) {
      const route = typeof path === 'string' ? routes.get(path) : undefined
      if (!route) return failed({ code: 'not-found', what: 'procedure', id: String(path).slice(0, 80) })
      const parsed = route.procedure.input.safeParse(input)
      if (!parsed.success) return failed(invalidInput(parsed.error.issues[0]))
      try {
        const output = route.procedure.output.parse(await route.handler(parsed.data))
        if (route.procedure.kind === 'command') options.onChanged(route.noun)
        return ok(output)
      } catch (error) {
        if (error instanceof AppFailure) return failed(error.error)
        const reference = randomBytes(4).toString('hex')
        options.onUnexpected(path, reference, error)
        return failed({ code: 'internal', reference })
      }
    },
  }
}

function collectRoutes<C extends Record<string, Procedures>>(
  contract: C,
  handlers: { [N in keyof C]: HandlersFor<C[N]> },
): Map<string, Route<keyof C & string>> {
  const routes = new Map<string, Route<keyof C & string>>()
  for (const noun of Object.keys(contract) as (keyof C & string)[]) {
    const nounHandlers = handlers[noun] as Record<string, AnyHandler>
    const procedures: Procedures = contract[noun] ?? {}
    for (const [name, procedure] of Object.entries(procedures)) {
      const handler = nounHandlers[name]
      if (!handler) throw new Error(`No handler for ${noun}.${name}`)
      routes.set(`${noun}.${name}`, { noun, procedure, handler })
    }
  }
  return routes
}

function invalidInput(issue: { message: string; path: PropertyKey[] } | undefined) {
  const field = issue?.path.map(String).join('.') ?? ''
  const message = field ? `${field}: ${issue?.message ?? 'not valid'}` : (issue?.message ?? 'The input is not valid')
  return { code: 'invalid-input' as const, message, ...(field ? { field } : {}) }
}
