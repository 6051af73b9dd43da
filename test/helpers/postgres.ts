import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { Client } from 'pg'

export type PostgresServer = {
  config: { host: string; port: string; database: string; user: string; tls: string }
  /** What a cluster with TLS signs itself with, in PEM and for the name `localhost`; else an empty text. */
  certificate: string
  /** Runs statements as the owner of the data. */
  run: (sql: string) => Promise<void>
  stop: () => Promise<void>
}

/** The statements of the Chinook script that a server may run in any database: without those of psql. */
export function chinookSql(): string {
  const text = readFileSync(join(import.meta.dirname, '..', 'fixtures', 'postgres', 'chinook.sql'), 'utf8')
  return text.replace(/^(DROP|CREATE) DATABASE.*$/gm, '').replace(/^\\c .*$/gm, '')
}

export const CHINOOK_ROWS: Record<string, number> = {
  'public.album': 347,
  'public.artist': 275,
  'public.customer': 59,
  'public.employee': 8,
  'public.genre': 25,
  'public.invoice': 412,
  'public.invoice_line': 2240,
  'public.media_type': 5,
  'public.playlist': 18,
  'public.playlist_track': 8715,
  'public.track': 3503,
}

/** PostgreSQL compiled to WebAssembly behind a real socket: needs nothing installed, has no TLS and takes any password. */
export async function startPglite(sql: string): Promise<PostgresServer> {
  const db = await PGlite.create()
  await db.exec(sql)
  const port = await freePort()
  const server = new PGLiteSocketServer({ db, port, host: '127.0.0.1', maxConnections: 20 })
  await server.start()
  return {
    config: { host: '127.0.0.1', port: String(port), database: 'postgres', user: 'postgres', tls: 'prefer' },
    certificate: '',
    run: async (statements) => void (await db.exec(statements)),
    async stop() {
      await server.stop()
      await db.close()
    },
  }
}

/** The folder of the newest PostgreSQL server that is installed, or null. */
function findBinaries(): string | null {
  const versions = '/usr/lib/postgresql'
  const folders = existsSync(versions) ? readdirSync(versions).sort((a, b) => Number(b) - Number(a)) : []
  const candidates = [...folders.map((version) => join(versions, version, 'bin')), '/usr/local/bin', '/usr/bin']
  return candidates.find((folder) => existsSync(join(folder, 'postgres')) && existsSync(join(folder, 'initdb'))) ?? null
}

export const hasInstalledPostgres = findBinaries() !== null

type ClusterOptions = { settings?: string[]; password?: string; tls?: boolean }

/** A private cluster of the PostgreSQL that is installed. The server refuses to run as root, so then it runs as `nobody`. */
export async function startCluster({
  settings = [],
  password = '',
  tls = false,
}: ClusterOptions = {}): Promise<PostgresServer> {
  const binaries = findBinaries()
  if (!binaries) throw new Error('PostgreSQL is not installed')
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-postgres-'))
  const data = join(folder, 'data')
  const isRoot = process.getuid?.() === 0
  const asOwner = (program: string, args: string[]): [string, string[]] =>
    isRoot ? ['runuser', ['-u', 'nobody', '--', program, ...args]] : [program, args]
  if (isRoot) execFileSync('chown', ['nobody', folder])
  chmodSync(folder, 0o755)
  const initdb = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']
  execFileSync(...asOwner(join(binaries, 'initdb'), initdb), { stdio: 'ignore' })
  if (password) allowPasswordOnly(data, asOwner)
  if (tls) makeCertificate(data, asOwner)
  const port = await freePort()
  const all = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'fsync=off', ...settings]
  if (tls) all.push('ssl=on')
  const args = ['-D', data, '-p', String(port), ...all.flatMap((setting) => ['-c', setting])]
  const server = spawn(...asOwner(join(binaries, 'postgres'), args), { stdio: 'ignore' })
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const client = await connectAsOwner(folder, port)
  if (password) await client.query(`create role reader login password '${password}'`)
  return {
    config: { host: '127.0.0.1', port: String(port), database: 'postgres', user: 'postgres', tls: 'prefer' },
    certificate: tls ? readFileSync(join(data, 'server.crt'), 'utf8') : '',
    run: async (statements) => void (await client.query(statements)),
    async stop() {
      await client.end()
      const pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0])
      process.kill(pid, 'SIGINT')
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

type AsOwner = (program: string, args: string[]) => [string, string[]]

/** Over TCP, `reader` needs its password and `sealed` needs TLS; the socket stays open to the owner. */
function allowPasswordOnly(data: string, asOwner: AsOwner): void {
  const lines = [
    'local all all trust',
    'hostssl all sealed 127.0.0.1/32 trust',
    'host all reader 127.0.0.1/32 scram-sha-256',
  ]
  const script = `printf '%s\\n' "$@" > '${join(data, 'pg_hba.conf')}'`
  execFileSync(...asOwner('sh', ['-c', script, 'sh', ...lines, 'host all postgres 127.0.0.1/32 trust']))
}

function makeCertificate(data: string, asOwner: AsOwner): void {
  const args = ['req', '-new', '-x509', '-days', '2', '-nodes', '-subj', '/CN=localhost']
  const files = ['-out', join(data, 'server.crt'), '-keyout', join(data, 'server.key')]
  execFileSync(...asOwner('openssl', [...args, ...files]), { stdio: 'ignore' })
  execFileSync(...asOwner('chmod', ['600', join(data, 'server.key')]))
}

/** The one that is installed, or else the one that needs nothing installed. */
export async function startAnyPostgres(sql: string): Promise<PostgresServer> {
  if (!hasInstalledPostgres) return startPglite(sql)
  const server = await startCluster()
  await server.run(sql)
  return server
}

/** Until the server takes sessions; it says nothing when it does. */
async function connectAsOwner(folder: string, port: number): Promise<Client> {
  const deadline = Date.now() + 30_000
  for (;;) {
    const client = new Client({ host: folder, port, user: 'postgres', database: 'postgres', ssl: false })
    client.on('error', () => undefined)
    try {
      await client.connect()
      return client
    } catch (error) {
      if (Date.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

export async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('No port')
  return address.port
}
