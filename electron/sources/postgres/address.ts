import { AppFailure } from '../../../shared/errors'
import { type SourceCredentials, SourceProblem } from '../define'

const TLS_MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'] as const
type TlsMode = (typeof TLS_MODES)[number]

/** Where the server is and how to sign in there. */
export type Address = {
  host: string
  port: number
  database: string
  user: string
  password: string
  tls: TlsMode
  /** Certificates in PEM that are trusted besides nothing else; null for those that this program knows. */
  ca: string | null
}

type Config = SourceCredentials['config']
type ReadUrl = Pick<Address, 'host' | 'port' | 'database' | 'user'> & { password: string | null; tls: TlsMode | null }

const UNREADABLE =
  'The URL cannot be read. It looks like postgres://user@host:5432/database; special characters are percent-encoded'

/**
 * What of a form may be kept: a password inside the URL goes to the secrets, unless one was typed as well. Fails with
 * `invalid-input` for a URL that cannot be read, as there is no telling what is in it.
 */
export function keepPasswordApart(typed: SourceCredentials): SourceCredentials {
  const { url = '' } = typed.config
  if (!usesUrl(typed.config) || url === '') return typed
  const read = readUrl(url)
  if (!read) throw new AppFailure({ code: 'invalid-input', message: UNREADABLE, field: 'url' })
  if (read.password === null) return typed
  const kept = new URL(url.trim())
  kept.password = ''
  kept.searchParams.delete('password')
  const password = typed.secrets.password || read.password
  return { config: { ...typed.config, url: kept.href }, secrets: { ...typed.secrets, password } }
}

/** Fails with a `config` verdict. */
export function addressOf({ config, secrets }: SourceCredentials): Address {
  const place = usesUrl(config) ? fromUrl(config.url ?? '') : fromFields(config)
  const tls = place.tls ?? toTlsMode(config.tls ?? '') ?? 'prefer'
  const ca = config.ca?.trim() || null
  return { ...place, password: secrets.password ?? '', tls, ca }
}

/** How the server is named in what is shown; never fails and holds no secret. */
export function placeOf(config: Config): string {
  const read = usesUrl(config) ? readUrl(config.url ?? '') : fromFields(config)
  return read ? `postgres://${bracketed(read.host)}:${read.port}/${encodeURIComponent(read.database)}` : 'postgres://'
}

const usesUrl = (config: Config): boolean => (config.auth === undefined ? !config.host : config.auth === 'url')

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host)

const fromFields = ({ host = '', port = '5432', database = '', user = '' }: Config): Omit<ReadUrl, 'password'> => ({
  host,
  port: Number(port),
  database,
  user,
  tls: null,
})

function fromUrl(url: string): Omit<ReadUrl, 'password'> {
  const read = readUrl(url)
  if (!read) throw new SourceProblem({ kind: 'config', message: UNREADABLE })
  // It would be stored with what may be shown.
  if (read.password !== null)
    throw new SourceProblem({ kind: 'config', message: 'The URL holds a password, which has a field of its own' })
  return read
}

/** `postgres://user:password@host:port/database?sslmode=…`, as in section 34.1.1.2 of the manual of PostgreSQL; one host. */
function readUrl(text: string): ReadUrl | null {
  try {
    const url = new URL(text.trim())
    if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') return null
    const query = url.searchParams
    const user = decodeURIComponent(url.username) || (query.get('user') ?? '')
    const host = decodeURIComponent(url.hostname).replace(/^\[|\]$/g, '') || (query.get('host') ?? '')
    const database = decodeURIComponent(url.pathname.slice(1)) || (query.get('dbname') ?? user)
    const password = url.password ? decodeURIComponent(url.password) : query.get('password')
    const port = Number(url.port || (query.get('port') ?? 5432))
    if (host === '' || user === '' || !Number.isInteger(port)) return null
    return { host, port, database, user, password, tls: toTlsMode(query.get('sslmode') ?? '') }
  } catch {
    return null
  }
}

/** Also by the names that other programs have for them. */
function toTlsMode(text: string): TlsMode | null {
  if (text === 'allow') return 'prefer'
  if (text === 'no-verify') return 'require'
  return TLS_MODES.find((mode) => mode === text) ?? null
}
