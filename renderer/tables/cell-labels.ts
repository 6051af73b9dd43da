import { useSyncExternalStore } from 'react'
import { api } from '../app/api'

const MOST_AT_ONCE = 500
const MOST_KEPT = 20_000

/** Null for a record that is gone. */
type Labels = Map<number, string | null>

const known = new Map<string, Labels>()
const wanted = new Map<string, Set<number>>()
const listeners = new Set<() => void>()
let asking = false

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const tell = () => {
  for (const listener of listeners) listener()
}

async function ask(tableId: string, ids: number[]): Promise<void> {
  const labels = known.get(tableId) ?? new Map<number, string | null>()
  if (labels.size > MOST_KEPT) labels.clear()
  known.set(tableId, labels)
  for (let at = 0; at < ids.length; at += MOST_AT_ONCE) {
    const part = ids.slice(at, at + MOST_AT_ONCE)
    const result = await api.records.labels({ tableId, ids: part })
    const found = new Map(result.ok ? result.value.map(({ id, label }) => [id, label]) : [])
    for (const id of part) labels.set(id, found.get(id) ?? null)
  }
}

/** Everything that was drawn in one go is asked for together. */
function askSoon(): void {
  if (asking) return
  asking = true
  queueMicrotask(async () => {
    asking = false
    const parts = [...wanted].map(([tableId, ids]) => ask(tableId, [...ids]))
    wanted.clear()
    await Promise.all(parts)
    tell()
  })
}

function want(tableId: string, id: number): void {
  const ids = wanted.get(tableId)
  if (ids) ids.add(id)
  else wanted.set(tableId, new Set([id]))
  askSoon()
}

/** How people would call a record: undefined while it is read, null when it is gone. */
export function useRecordLabel(tableId: string | null, id: number | null): string | null | undefined {
  return useSyncExternalStore(subscribe, () => {
    if (tableId === null || id === null) return null
    const label = known.get(tableId)?.get(id)
    if (label === undefined) want(tableId, id)
    return label
  })
}

/** The labels of these records, those that are gone left out. */
export async function readLabels(tableId: string, ids: number[]): Promise<Map<number, string>> {
  const labels = known.get(tableId)
  const missing = [...new Set(ids)].filter((id) => !labels?.has(id))
  if (missing.length > 0) await ask(tableId, missing)
  const found = ids.map((id): [number, string | null] => [id, known.get(tableId)?.get(id) ?? null])
  return new Map(found.filter((entry): entry is [number, string] => entry[1] !== null))
}

/** Called when records changed: labels are read again as they are drawn, the old ones stay until then. */
export function renewLabels(): void {
  const before = [...known].map(([tableId, labels]): [string, number[]] => [tableId, [...labels.keys()]])
  void Promise.all(before.map(([tableId, ids]) => ask(tableId, ids.slice(-MOST_AT_ONCE)))).then(tell)
}
