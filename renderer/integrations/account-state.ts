import type { Account } from '../../shared/domain/integration'
import type { JackState } from '../ui/jack'

export const jackOfAccount = ({ status }: Pick<Account, 'status'>): JackState =>
  status === 'connected' ? 'connected' : 'attention'

/** Of a whole integration: connected as soon as one account is. */
export function jackOfAccounts(accounts: Pick<Account, 'status'>[]): JackState {
  if (accounts.length === 0) return 'disconnected'
  return accounts.some(({ status }) => status === 'connected') ? 'connected' : 'attention'
}
