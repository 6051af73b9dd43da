import type { Connector, ConnectorStatus } from '../../../shared/domain/connector'
import type { JackState } from '../../ui/jack'

/** Of the part of the page where the sign-in happens. */
export const SIGN_IN = 'sign-in'

const JACK: Record<ConnectorStatus, JackState> = {
  ready: 'connected',
  incomplete: 'disconnected',
  'needs-secret': 'attention',
  'needs-sign-in': 'disconnected',
  'signing-in': 'working',
  'needs-reauth': 'attention',
}

export const jackOf = (status: ConnectorStatus): JackState => JACK[status]

/**
 * The key under `connectors:advice` that says what to do now; null where the reason says it already. A key that was
 * refused is replaced, not signed in to.
 */
export function adviceKey({ status, signsIn }: Pick<Connector, 'status' | 'signsIn'>): string | null {
  if (status === 'needs-reauth') return signsIn ? 'signInAgain' : 'refused'
  return status === 'ready' || status === 'incomplete' ? status : null
}

/** A page that is not on this computer: the address it ends on has to be pasted. */
export function needsPaste(redirectUri: string): boolean {
  if (!URL.canParse(redirectUri)) return false
  const { protocol, hostname } = new URL(redirectUri)
  if (protocol !== 'https:' && protocol !== 'http:') return false
  return !['127.0.0.1', 'localhost', '[::1]'].includes(hostname)
}

/** Somebody signed in, and the tokens are or were good. */
export const isSignedIn = ({ signsIn, status }: Pick<Connector, 'signsIn' | 'status'>): boolean =>
  signsIn && (status === 'ready' || status === 'needs-reauth')

/** The key that says what became of the sign-in at the service. */
export const revocationKey = (revoked: boolean | null): 'revoked' | 'notRevoked' | 'noRevocation' =>
  revoked === null ? 'noRevocation' : revoked ? 'revoked' : 'notRevoked'
