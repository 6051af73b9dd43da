import type { Connector, ConnectorStatus, Dependent } from '../../shared/domain/connector'
import { type AppError, describeError } from '../../shared/errors'
import { redirectUriOf } from '../oauth/redirect-uri'
import type { GrantStatus } from '../oauth/types'
import type { Vault } from '../secrets/secrets'
import type { ConnectorType, OAuthSettings, Values } from './define'
import type { ConnectorRow } from './queries'
import { problemOf, readSettings } from './settings'

type Describing = {
  row: ConnectorRow
  type: ConnectorType
  config: Values
  /** Keys of the secrets, by whether they are on this computer. */
  secrets: ReadonlyMap<string, boolean>
  grant: GrantStatus | null
  signIn: Connector['signIn']
  /** Why the last sign-in failed. */
  failure: AppError | null
  usedBy: Dependent[]
}

type State = { status: ConnectorStatus; reason: string | null }

/** A connector as it is shown: how it stands, why, and nothing that is secret. */
export function describe(given: Describing): Connector {
  const { row, type, config, secrets, grant, signIn, failure, usedBy } = given
  const { values } = readSettings(type, config)
  const oauth = type.oauth(values)
  const stored = [...secrets].filter(([, here]) => here).map(([key]) => key)
  const problem = problemOf(type, config, [...secrets.keys()])
  const state = stateOf({ row, oauth, grant, signIn, failure, problem, lacksSecret: stored.length < secrets.size })
  const granted = grant?.grantedScopes ?? null
  return {
    ...{ id: row.id, name: row.name, type: row.type, config: { ...config }, storedSecrets: stored, ...state },
    ...{ signsIn: oauth !== null, signIn, redirectUri: toRegister(oauth), identity: row.identity, usedBy },
    baseUrl: type.baseUrl(values) || null,
    grantedScopes: granted,
    missingScopes: granted === null ? [] : (grant?.requestedScopes ?? []).filter((scope) => isMissing(scope, granted)),
    expiresAt: grant?.expiresAt ?? null,
    lastUsedAt: row.last_used_at,
    lastRefreshedAt: grant?.refreshedAt ?? null,
    createdAt: row.created_at,
  }
}

/** Servers answer `offline_access` with a refresh token and seldom name it again. */
const isMissing = (scope: string, granted: readonly string[]): boolean =>
  scope !== 'offline_access' && !granted.includes(scope)

type Standing = Pick<Describing, 'row' | 'grant' | 'signIn' | 'failure'> & {
  oauth: OAuthSettings | null
  problem: string | null
  lacksSecret: boolean
}

function stateOf({ row, oauth, grant, signIn, failure, problem, lacksSecret }: Standing): State {
  if (lacksSecret || (oauth && grant?.tokensMissing)) return { status: 'needs-secret', reason: NOT_HERE }
  if (problem !== null) return { status: 'incomplete', reason: problem }
  if (signIn) return { status: 'signing-in', reason: 'Waiting for the sign-in to finish.' }
  if (oauth && !grant) {
    const words = failure && describeError(failure)
    const reason = words ? `${words.title}. ${words.advice}` : 'Everything is filled in. Sign in to use it.'
    return { status: 'needs-sign-in', reason }
  }
  const refused = oauth ? (grant?.reauthReason ?? null) : row.failure
  return refused === null ? { status: 'ready', reason: null } : { status: 'needs-reauth', reason: refused }
}

const NOT_HERE = 'Its secret is not on this computer. Secrets stay where they were entered: enter it again.'

const toRegister = (oauth: OAuthSettings | null): string | null =>
  oauth?.grant === 'authorization-code' ? redirectUriOf(oauth.redirect) : null

export async function onThisComputer(
  vault: Pick<Vault, 'has'>,
  refs: ReadonlyMap<string, Parameters<Vault['has']>[0]>,
): Promise<Map<string, boolean>> {
  const found = await Promise.all([...refs].map(async ([key, ref]) => [key, await vault.has(ref)] as const))
  return new Map(found)
}
