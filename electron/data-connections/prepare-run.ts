import { isDeepStrictEqual } from 'node:util'
import type { DiscoveredStream } from '../../shared/domain/data-connection'
import { getSource } from '../sources/registry'
import { anotherAccount, cancelled, type Problem } from './failures'
import { listStreams, updateDataConnection, updateStream } from './queries'
import { recorded } from './recorded'
import type { ReadyRequest, RunDeps, RunRequest } from './run-request'
import type { StoredDataConnection } from './stored'

const DISCOVERY_MS = 24 * 3_600_000

/** Who it is and what there is, before anything is read. Rejects with what went wrong. */
export async function prepare(
  deps: RunDeps,
  request: RunRequest,
): Promise<{ request: ReadyRequest } | { problem: Problem }> {
  const given = await request.secrets()
  const dataConnection = { ...request.dataConnection, config: { ...(await request.config()) } }
  const found = await identify(deps, { ...request, dataConnection, given })
  if ('problem' in found) return found
  const ready = { ...request, dataConnection: { ...dataConnection, externalId: found.externalId }, given }
  const isDriver = getSource(dataConnection.sourceId).kind === 'driver'
  if (!isDriver && !request.full && isFresh(deps, dataConnection)) return { request: ready }
  return { request: await discover(deps, ready) }
}

const isFresh = ({ now }: RunDeps, { discoveredAt }: StoredDataConnection) =>
  discoveredAt !== null && now().getTime() - Date.parse(discoveredAt) < DISCOVERY_MS

/** A data connection never goes over to another account by itself. */
async function identify(deps: RunDeps, request: ReadyRequest): Promise<{ externalId: string } | { problem: Problem }> {
  const { id, externalId, identity, testMode } = request.dataConnection
  const found = await asked(deps, request, 'check')
  if (externalId !== null && externalId !== found.externalId)
    return { problem: { failure: anotherAccount(found.identity, identity ?? externalId), kind: 'needs-reauth' } }
  if (externalId !== found.externalId || identity !== found.identity || testMode !== found.testMode)
    await updateDataConnection(deps.db, id, found)
  return { externalId: found.externalId }
}

/** Streams as the source has them now; those that are gone keep what was known of them. */
async function discover(deps: RunDeps, request: ReadyRequest): Promise<ReadyRequest> {
  const found = await asked(deps, request, 'discover')
  const byName = new Map<string, DiscoveredStream>(found.map((stream) => [stream.name, stream]))
  await keepDiscovered(deps, request.dataConnection, byName)
  const streams = request.streams.map((stream) => {
    const discovered = byName.get(stream.name)
    return discovered ? { ...stream, discovered } : { ...stream, isGone: true }
  })
  return { ...request, streams }
}

/** Mostly it is what is stored already; then nothing is written, but once a day when it was asked for. */
async function keepDiscovered(
  deps: RunDeps,
  stored: StoredDataConnection,
  found: ReadonlyMap<string, DiscoveredStream>,
) {
  const different = (await listStreams(deps.db, stored.id)).flatMap(({ id, name, discovered: before }) => {
    const discovered = found.get(name)
    return discovered && !isDeepStrictEqual(discovered, before) ? [{ id, discovered }] : []
  })
  if (different.length === 0 && isFresh(deps, stored)) return
  await deps.db.transaction().execute(async (transaction) => {
    for (const { id, discovered } of different) await updateStream(transaction, id, { discovered })
    await updateDataConnection(transaction, stored.id, { discoveredAt: deps.now().toISOString() })
  })
}

async function asked<N extends 'check' | 'discover'>(deps: RunDeps, request: ReadyRequest, name: N) {
  const { dataConnection, run, given, actor } = request
  const { id, sourceId, config } = dataConnection
  const subject = {
    source: getSource(sourceId),
    config,
    label: dataConnection.name,
    stream: null,
    runId: run.id,
    actor,
  }
  return recorded(deps.ledger, { ...subject, kind: 'sync' }, async () => {
    if (request.isCancelled()) throw cancelled()
    const value = await deps.worker.call(name, { sourceId, config, secrets: given, connectionId: id, runId: run.id })
    return { value, bytes: JSON.stringify(value).length, failure: null }
  })
}
