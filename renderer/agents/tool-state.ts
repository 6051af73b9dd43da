import type { Agent, GrantKind } from '../../shared/domain/agent'
import type { Account } from '../../shared/domain/integration'
import type { JackState } from '../ui/jack'

/** What was decided by hand; null when nobody did. One "off" wins. */
export function decisionOf(agent: Pick<Agent, 'grants'>, kind: GrantKind, target: string | null): boolean | null {
  const decided = agent.grants.filter((grant) => grant.kind === kind && grant.target === target)
  return decided.length === 0 ? null : decided.every(({ allowed }) => allowed)
}

export function jackOf(accounts: Account[], on: boolean): JackState {
  if (accounts.length === 0 || !on) return 'disconnected'
  return accounts.some(({ status }) => status === 'connected') ? 'connected' : 'attention'
}
