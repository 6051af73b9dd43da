import { createHash } from 'node:crypto'
import type { Limit } from '../../net/budgets'
import type { HttpResponse } from '../../net/http'
import type { Credential } from '../../net/http-request'
import type { BudgetUse, HttpSource, Verdict } from '../define'
import { usualVerdict } from './verdicts'

/** A budget that each part of an account has for itself is told apart by its name. */
export const limitsOf = ({ budgets }: HttpSource, uses: readonly BudgetUse[]): Limit[] =>
  uses.flatMap((use) => {
    const [name, scope] = typeof use === 'string' ? [use, null] : [use.name, use.scope]
    const named = budgets.filter((budget) => budget.name === name)
    return scope === null ? named : named.map((budget) => ({ ...budget, name: `${name} ${scope}` }))
  })

/** Until when the service asks to wait, in milliseconds; null when it does not. */
export function heldUntil(source: HttpSource, answer: HttpResponse, now: Date): number | null {
  if (answer.status < 400) return null
  const verdict = read(source, answer, now) ?? usualVerdict(answer, now)
  return verdict.kind === 'rate-limited' ? verdict.untilMs : null
}

/** What cannot be read says nothing. */
function read(source: HttpSource, answer: HttpResponse, now: Date): Verdict | undefined {
  try {
    return source.classify(answer, now)
  } catch {
    return undefined
  }
}

/** What one account is called where nothing else is known of it: the same for the same key, and no secret. */
export const keyNames = ({ headers, query }: Credential): string[] =>
  [...headers, ...query].map(([, value]) => {
    const key = value.slice(value.indexOf(' ') + 1)
    return `key ${createHash('sha256').update(key).digest('hex')}`
  })
