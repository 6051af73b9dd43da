import type { SourceFailure } from '../../../shared/errors'
import type { SourceCredentials } from '../define'

type Words = { reason: SourceFailure; message: string }
type Told = { code: string; text: string; host: string; port: string; database: string; user: string }
type Rule = (told: Told) => Words

const CERTIFICATE_CODES = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
])

const noAnswer: Rule = ({ host, port }) => ({ reason: 'unreachable', message: `${host}:${port} cannot be reached` })
const rejected: Rule = ({ user, host }) => ({
  reason: 'auth',
  message: `PostgreSQL at ${host} did not accept the user name and password of ${user}`,
})
const closed: Rule = ({ host }) => ({ reason: 'unreachable', message: `PostgreSQL at ${host} ended the session` })
const vanished: Rule = ({ text }) => ({
  reason: 'not-found',
  message: `PostgreSQL no longer has what was asked for: ${text}`,
})

/** By SQLSTATE (postgresql.org/docs/current/errcodes-appendix.html) and by the codes of Node's sockets. */
const BY_CODE: Record<string, Rule> = {
  ENOTFOUND: ({ host }) => ({ reason: 'unreachable', message: `No computer named ${host} was found` }),
  EAI_AGAIN: ({ host }) => ({ reason: 'unreachable', message: `The name ${host} could not be looked up` }),
  ECONNREFUSED: ({ host, port }) => ({
    reason: 'unreachable',
    message: `Nothing accepts connections at ${host}:${port}`,
  }),
  EHOSTUNREACH: noAnswer,
  ENETUNREACH: noAnswer,
  ECONNRESET: closed,
  EPIPE: closed,
  ETIMEDOUT: ({ host, port }) => ({ reason: 'timeout', message: `${host}:${port} did not answer in time` }),
  '28P01': rejected,
  '28000': rejected,
  '3D000': ({ database, host }) => ({
    reason: 'not-found',
    message: `There is no database named ${database} at ${host}`,
  }),
  '42501': ({ user, text }) => ({ reason: 'permission', message: `${user} may not read this: ${text}` }),
  '42P01': vanished,
  '42703': vanished,
  '3F000': vanished,
  '57P01': closed,
  '57P02': closed,
  '57P03': ({ host }) => ({ reason: 'unreachable', message: `PostgreSQL at ${host} is starting up or shutting down` }),
  '53300': ({ host }) => ({ reason: 'unreachable', message: `PostgreSQL at ${host} has no free session left` }),
  '57014': () => ({ reason: 'timeout', message: 'PostgreSQL stopped the query because it took too long' }),
  '55P03': () => ({ reason: 'timeout', message: 'PostgreSQL kept the table locked for too long' }),
}

/** For failures that have no code, by what the driver or the server says. */
const BY_TEXT: [RegExp, Rule][] = [
  [
    /no encryption|SSL off/,
    ({ host }) => ({ reason: 'tls', message: `PostgreSQL at ${host} only accepts encrypted sessions for this user` }),
  ],
  [/does not support SSL/, ({ host }) => ({ reason: 'tls', message: `PostgreSQL at ${host} does not offer TLS` })],
  [
    /password must be a/,
    ({ host, user }) => ({ reason: 'auth', message: `PostgreSQL at ${host} asks for a password of ${user}` }),
  ],
  [
    /timeout expired|Query read timeout/,
    ({ host, port }) => ({ reason: 'timeout', message: `${host}:${port} did not answer in time` }),
  ],
  [
    /establishing an SSL|Connection terminated unexpectedly|Received unexpected|Unknown authentication|EPROTO|wrong version number/,
    ({ host, port }) => ({ reason: 'protocol', message: `${host}:${port} did not answer as a PostgreSQL server` }),
  ],
]

export function classifyPostgresFailure(error: unknown, { config, secrets }: SourceCredentials): Words {
  const { host = '', port = '', database = '', user = '' } = config
  const code = codeOf(error)
  const text = withoutSecrets(error instanceof Error ? error.message : '', secrets)
  const told = { code, text, host, port, database, user }
  const said = BY_TEXT.find(([pattern]) => pattern.test(text))?.[1]
  if (said) return said(told)
  const rule = BY_CODE[code]
  if (rule) return rule(told)
  if (CERTIFICATE_CODES.has(code))
    return { reason: 'tls', message: `The certificate of ${host} is not trusted by this computer` }
  if (text === 'Connection terminated') return closed(told)
  if (/^[0-9A-Z]{5}$/.test(code)) return { reason: 'protocol', message: `PostgreSQL at ${host} answered: ${text}` }
  return { reason: 'protocol', message: `${host}:${port} could not be read as a PostgreSQL server` }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

function withoutSecrets(text: string, secrets: SourceCredentials['secrets']): string {
  let shown = text.replace(/\s+/g, ' ').slice(0, 300)
  for (const secret of Object.values(secrets)) if (secret) shown = shown.replaceAll(secret, '•••')
  return shown
}
