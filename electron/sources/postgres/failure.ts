import type { Verdict } from '../define'
import type { Address } from './address'

type Told = Pick<Address, 'host' | 'port' | 'database' | 'user'> & { code: string; text: string }
type Rule = (told: Told) => Verdict

const retry =
  (words: (told: Told) => string): Rule =>
  (told) => ({ kind: 'retry', message: words(told) })
const config =
  (words: (told: Told) => string): Rule =>
  (told) => ({ kind: 'config', message: words(told) })
const encryption =
  (words: (told: Told) => string): Rule =>
  (told) => ({ kind: 'config', message: words(told), about: 'tls' })

const noAnswer = retry(({ host, port }) => `${host}:${port} cannot be reached`)
const late = retry(({ host, port }) => `${host}:${port} did not answer in time`)
const closed = retry(({ host }) => `PostgreSQL at ${host} ended the session`)
const crowded = retry(({ host }) => `PostgreSQL at ${host} has no free session left`)
const busy = retry(({ text }) => `PostgreSQL could not go on for now: ${text}`)
const starting = retry(({ host }) => `PostgreSQL at ${host} is starting up or shutting down`)
const distrusted = encryption(({ host }) => `The certificate of ${host} is not trusted by this computer`)
const stranger = encryption(({ host }) => `The certificate of the server is not for ${host}`)
const notPostgres = config(({ host, port }) => `${host}:${port} did not answer as a PostgreSQL server`)
const rejected: Rule = ({ user, host }) => ({
  kind: 'needs-reauth',
  message: `PostgreSQL at ${host} did not accept the user name and password of ${user}`,
})
const vanished: Rule = ({ text }) => ({
  kind: 'schema-changed',
  message: `PostgreSQL no longer has what was asked for: ${text}`,
})

/** By SQLSTATE (postgresql.org/docs/current/errcodes-appendix.html) and by the codes of Node's sockets. */
const BY_CODE: Record<string, Rule> = {
  ENOTFOUND: retry(({ host }) => `No computer named ${host} was found`),
  EAI_AGAIN: retry(({ host }) => `The name ${host} could not be looked up`),
  ECONNREFUSED: retry(({ host, port }) => `Nothing accepts connections at ${host}:${port}`),
  EHOSTUNREACH: noAnswer,
  ENETUNREACH: noAnswer,
  ENETDOWN: noAnswer,
  ECONNRESET: closed,
  EPIPE: closed,
  ETIMEDOUT: late,
  DEPTH_ZERO_SELF_SIGNED_CERT: distrusted,
  SELF_SIGNED_CERT_IN_CHAIN: distrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: distrusted,
  UNABLE_TO_GET_ISSUER_CERT: distrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: distrusted,
  CERT_HAS_EXPIRED: distrusted,
  CERT_NOT_YET_VALID: distrusted,
  CERT_SIGNATURE_FAILURE: distrusted,
  ERR_TLS_CERT_ALTNAME_INVALID: stranger,
  HOSTNAME_MISMATCH: stranger,
  ERR_OSSL_PEM_NO_START_LINE: encryption(() => 'The certificate of the authority is not in PEM form'),
  '28P01': rejected,
  '28000': rejected,
  '3D000': config(({ database, host }) => `There is no database named ${database} at ${host}`),
  '42501': ({ user, text }) => ({ kind: 'stream-unavailable', message: `${user} may not read this: ${text}` }),
  '42P01': vanished,
  '42703': vanished,
  '42704': vanished,
  '3F000': vanished,
  '53300': crowded,
  '57P01': closed,
  '57P02': closed,
  '57P03': starting,
  '57P04': config(({ database, host }) => `The database ${database} at ${host} was dropped`),
  '57P05': closed,
  '25P03': closed,
  '57014': retry(() => 'PostgreSQL stopped the query because it took too long'),
  '55P03': retry(() => 'PostgreSQL kept the table locked for too long'),
  '40001': busy,
  '40P01': busy,
}

/** By the class of the SQLSTATE, where the code has no rule of its own. */
const BY_CLASS: Record<string, Rule> = {
  '08': closed,
  '53': busy,
  '22': config(({ text }) => `PostgreSQL did not accept the value of a filter: ${text}`),
}

/** For failures that have no code, or one that says less than the text does. */
const BY_TEXT: [RegExp, Rule][] = [
  [
    /no encryption|SSL off/,
    encryption(({ host }) => `PostgreSQL at ${host} only accepts encrypted sessions for this user`),
  ],
  [/does not support SSL/, encryption(({ host }) => `PostgreSQL at ${host} does not offer TLS`)],
  [
    /password must be a/,
    ({ host, user }) => ({ kind: 'needs-reauth', message: `PostgreSQL at ${host} asks for a password of ${user}` }),
  ],
  [/timeout expired|Query read timeout/, late],
  [/establishing an SSL|Received unexpected|Unknown authentication|EPROTO|wrong version number/, notPostgres],
  [/Connection terminated|Client was closed|Client has encountered a connection error|not queryable/, closed],
]

/** What a failure of the driver or the server means. */
export function verdictOf(error: unknown, address: Address): Verdict {
  const { host, port, database, user } = address
  const code = codeOf(error)
  const text = withoutSecret(error instanceof Error ? error.message : '', address.password)
  const told = { code, text, host, port, database, user }
  const rule = BY_TEXT.find(([pattern]) => pattern.test(text))?.[1] ?? BY_CODE[code]
  if (rule) return rule(told)
  if (!isSqlState(code)) return { kind: 'fatal', message: `${host}:${port} could not be read as a PostgreSQL server` }
  const general = BY_CLASS[code.slice(0, 2)]
  return general ? general(told) : { kind: 'fatal', message: `PostgreSQL at ${host} answered: ${text}` }
}

/** While settings are tried out, nobody repeats: what names no server, or no PostgreSQL, has to be typed differently. */
export function verdictOfTrying(error: unknown, address: Address): Verdict {
  const code = codeOf(error)
  if (code === '' && /Connection terminated unexpectedly/.test(String(error)))
    return notPostgres({ ...address, code, text: '' })
  const verdict = verdictOf(error, address)
  return code === 'ENOTFOUND' ? { kind: 'config', message: verdict.message } : verdict
}

/** The server gave up on a query, which is worth one more try at most: it would take as long again. */
export const tookTooLong = (error: unknown): boolean => codeOf(error) === '57014'

const isSqlState = (code: string): boolean => /^[0-9A-Z]{5}$/.test(code)

/** Attempts at several addresses of one name fail as one; the first says enough. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

function withoutSecret(text: string, secret: string): string {
  const shown = secret === '' ? text : text.replaceAll(secret, '•••')
  return shown.replace(/\s+/g, ' ').slice(0, 300)
}
