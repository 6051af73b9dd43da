import { Client, type ClientConfig } from 'pg'
import type { ReadOptions, SourceCredentials } from '../define'
import { rawTypes } from './raw-types'

const CONNECT_TIMEOUT_MS = 10_000

/** One read-only snapshot with settings that make texts the same at every server. */
const BEGIN = [
  'begin transaction isolation level repeatable read read only',
  "set local statement_timeout = '10min'",
  "set local lock_timeout = '10s'",
  "set local idle_in_transaction_session_timeout = '10min'",
  "set local time zone 'UTC'",
  "set local datestyle = 'ISO, YMD'",
  "set local intervalstyle = 'iso_8601'",
  "set local bytea_output = 'hex'",
  'set local extra_float_digits = 1',
].join('; ')

/**
 * Lends a client inside one read-only transaction and ends its session afterwards, whatever happens. When `signal` is
 * aborted the session ends at once and whatever waits for it fails.
 */
export async function openSession(credentials: SourceCredentials, { signal }: ReadOptions) {
  const client = await connect(credentials, signal)
  const abort = () => void end(client)
  signal.addEventListener('abort', abort, { once: true })
  const close = async () => {
    signal.removeEventListener('abort', abort)
    await end(client)
  }
  try {
    await client.query(BEGIN)
  } catch (error) {
    await close()
    throw error
  }
  return { client, close }
}

export async function withSession<T>(
  credentials: SourceCredentials,
  options: ReadOptions,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  const { client, close } = await openSession(credentials, options)
  try {
    return await use(client)
  } finally {
    await close()
  }
}

async function connect(credentials: SourceCredentials, signal: AbortSignal): Promise<Client> {
  const mode = credentials.config.tls ?? 'prefer'
  if (mode !== 'prefer') return connectOnce(credentials, mode === 'disable' ? false : tlsOptions(mode), signal)
  try {
    return await connectOnce(credentials, tlsOptions(mode), signal)
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('does not support SSL'))) throw error
    return connectOnce(credentials, false, signal)
  }
}

const tlsOptions = (mode: string) => ({ rejectUnauthorized: mode === 'verify-full' })

type Tls = NonNullable<ClientConfig['ssl']>

async function connectOnce({ config, secrets }: SourceCredentials, ssl: Tls, signal: AbortSignal): Promise<Client> {
  const client = new Client({
    host: config.host,
    port: Number(config.port ?? 5432),
    database: config.database,
    user: config.user,
    // A function, so that an empty password is not looked up in the environment or in a file.
    password: () => secrets.password ?? '',
    ssl,
    types: rawTypes,
    application_name: 'Patchbay',
    client_encoding: 'UTF8',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  })
  // A session that breaks between two queries would otherwise end the process; the next query reports it.
  client.on('error', () => undefined)
  signal.throwIfAborted()
  const abort = () => void end(client)
  signal.addEventListener('abort', abort, { once: true })
  try {
    await client.connect()
    return client
  } catch (error) {
    void end(client)
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

const end = (client: Client): Promise<void> => client.end().catch(() => undefined)
