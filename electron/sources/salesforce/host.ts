import { AppFailure } from '../../../shared/errors'
import { type SourceCredentials, SourceProblem } from '../define'

/** Pages of Lightning and of the setup have addresses of their own, which the API does not answer at. */
const PAGES = /(?:\.lightning\.force\.com|\.my\.salesforce-setup\.com)$/
const KNOWN = /\.(?:salesforce\.com|salesforce\.mil|cloudforce\.com|sfcrmproducts\.cn)$/
/** Where people sign in; no org is there. */
const NO_ORG = /^(?:login|test|www|help|developer)\./

type Config = SourceCredentials['config']

/** Where the API of an org is, from the address that was typed, copied from a page of it, or told by the sign-in. Fails with `config`. */
export const instanceUrl = ({ instanceUrl: known, myDomain = '' }: Config): string =>
  `https://${orgHost(known ?? myDomain)}`

/** Where people sign in: for all orgs, for all sandboxes, or at the domain of one. Fails with `config`. */
export function loginUrl({ login, myDomain = '' }: Config): string {
  if (login === 'my-domain') return `https://${orgHost(myDomain)}`
  return login === 'sandbox' ? 'https://test.salesforce.com' : 'https://login.salesforce.com'
}

/** A domain that was copied from a page of Lightning is put right. Fails with `invalid-input`. */
export function tidySalesforce(typed: SourceCredentials): SourceCredentials {
  const { login, myDomain } = typed.config
  if (login !== 'my-domain' || myDomain === undefined) return typed
  const host = toOrgHost(myDomain)
  if (host === null) throw new AppFailure({ code: 'invalid-input', message: noOrg(myDomain), field: 'myDomain' })
  return { ...typed, config: { ...typed.config, myDomain: host } }
}

function orgHost(typed: string): string {
  const host = toOrgHost(typed)
  if (host === null) throw new SourceProblem({ kind: 'config', message: noOrg(typed) })
  return host
}

function toOrgHost(typed: string): string | null {
  const host = hostOf(typed.trim())?.replace(PAGES, '.my.salesforce.com')
  return host && KNOWN.test(host) && !NO_ORG.test(host) ? host : null
}

const noOrg = (typed: string) =>
  `“${typed.trim().slice(0, 100)}” is not the address of a Salesforce org, such as acme.my.salesforce.com`

function hostOf(typed: string): string | null {
  try {
    return new URL(/^https?:\/\//i.test(typed) ? typed : `https://${typed}`).hostname
  } catch {
    return null
  }
}
