import { Client, type ClientConfig } from 'pg'
import type { Address } from './address'
import { rawTypes } from './raw-types'

const CONNECT_TIMEOUT_MS = 10_000

/** Read-only sessions of Patchbay; the name tells them from those that may write. */
export const APPLICATION = 'Patchbay'

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
export async function openSession(address: Address, signal: AbortSignal) {
  const client = await connect(address, signal)
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

async function connect(address: Address, signal: AbortSignal): Promise<Client> {
  if (address.tls !== 'prefer') return connectOnce(address, address.tls === 'disable' ? false : tlsOf(address), signal)
  try {
    return await connectOnce(address, tlsOf(address), signal)
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('does not support SSL'))) throw error
    return connectOnce(address, false, signal)
  }
}

type Tls = NonNullable<ClientConfig['ssl']>

/** `verify-ca` takes a certificate for any host, `verify-full` only one for the host that was asked for. */
function tlsOf({ tls, ca }: Address): Tls {
  if (tls !== 'verify-ca' && tls !== 'verify-full') return { rejectUnauthorized: false }
  return {
    rejectUnauthorized: true,
    ...(ca === null ? {} : { ca }),
    ...(tls === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
  }
}

async function connectOnce(address: Address, ssl: Tls, signal: AbortSignal): Promise<Client> {
  const client = new Client({
    host: address.host,
    port: address.port,
    database: address.database,
    user: address.user,
    // A function, so that an empty password is not looked up in the environment or in a file.
    password: () => address.password,
    ssl,
    types: rawTypes,
    application_name: APPLICATION,
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
