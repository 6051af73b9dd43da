import { type SourceCredentials, SourceProblem } from '../define'

/** Pages of Lightning and of the setup have addresses of their own, which the API does not answer at. */
const PAGES = /(?:\.lightning\.force\.com|\.my\.salesforce-setup\.com)$/
const KNOWN = /\.(?:salesforce\.com|salesforce\.mil|cloudforce\.com|sfcrmproducts\.cn)$/
/** Where people sign in; no org is there. */
const NO_ORG = /^(?:login|test|www|help|developer)\./

/** Where the API of an org is, from the address that was typed or copied from a page of it. Fails with `config`. */
export function instanceUrl(config: SourceCredentials['config']): string {
  const typed = (config.instanceUrl ?? '').trim()
  const host = hostOf(typed)?.replace(PAGES, '.my.salesforce.com')
  if (host && KNOWN.test(host) && !NO_ORG.test(host)) return `https://${host}`
  throw new SourceProblem({
    kind: 'config',
    message: `“${typed.slice(0, 100)}” is not the address of a Salesforce org, such as acme.my.salesforce.com`,
  })
}

function hostOf(typed: string): string | null {
  try {
    return new URL(/^https?:\/\//i.test(typed) ? typed : `https://${typed}`).hostname
  } catch {
    return null
  }
}
