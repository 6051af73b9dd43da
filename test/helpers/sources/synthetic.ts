import {
  defineSource,
  type Selection,
  type SourceDefinition,
  type SourcePage,
  SourceProblem,
  type SourceReader,
  type StreamTiming,
  type Verdict,
} from '../../../electron/sources/define'
import { toPage } from '../../../electron/sources/http/pages'
import type { JsonValue } from '../../../shared/domain/common'
import type { DiscoveredStream, StreamField } from '../../../shared/domain/data-connection'

export type Method = 'snapshot' | 'changes' | 'keys' | 'confirmGone' | 'discover'
type Stored = { values: Record<string, JsonValue>; at: number }

/** A source in memory whose clock stands still unless it is moved. Records are `id`, `updated_at` and whatever else its fields are. */
export type Synthetic = {
  definition: SourceDefinition
  /** In milliseconds. */
  clock: { now: number }
  stream: DiscoveredStream
  timing: StreamTiming
  records: Map<string, Stored>
  /** `stamp`: what its reader says of the state of everything; none without one. */
  options: { pageSize: number; resumes: boolean; confirms: boolean; stamp: string | null }
  /** Called before each page, counted from 1 for each reading; what it throws ends the reading. */
  onPage: (method: Method, page: number) => unknown
  reads: Method[]
  /** `at` is when it says it was changed; now when left out. */
  put(id: string, values: Record<string, JsonValue>, at?: number): void
  remove(id: string): void
  fail(verdict: Verdict): never
}

export const field = (name: string, type: StreamField['type'], primaryKey = false): StreamField => ({
  ...{ name, type, primaryKey },
  sourceType: type,
})

const START = Date.parse('2026-03-01T00:00:00Z')

export function createSynthetic(given: Partial<DiscoveredStream> = {}, timing: Partial<StreamTiming> = {}): Synthetic {
  const records = new Map<string, Stored>()
  const graves = new Map<string, number>()
  const self: Synthetic = {
    clock: { now: START },
    records,
    reads: [],
    options: { pageSize: 3, resumes: true, confirms: false, stamp: null },
    stream: {
      ...{ name: 'people', label: 'People', group: null, estimatedRows: null, note: null },
      fields: [
        field('id', 'text', true),
        field('name', 'text'),
        field('age', 'integer'),
        field('updated_at', 'datetime'),
      ],
      ...{ cursorField: 'updated_at', cursorChoices: [], deletes: 'told', filters: 'local' },
      ...given,
    },
    timing: {
      ...{ granularityMs: 1000, lagMs: 2000, lookbackMs: 10_000, retentionMs: null },
      ...{ sweepEveryMs: null, recomputeEveryMs: null },
      ...timing,
    },
    onPage: () => undefined,
    put(id, values, at = self.clock.now) {
      graves.delete(id)
      records.set(id, { values, at })
    },
    remove(id) {
      if (records.delete(id)) graves.set(id, self.clock.now)
    },
    fail(verdict) {
      throw new SourceProblem(verdict)
    },
    definition: defineSource({
      ...{ id: 'synthetic', name: 'Synthetic', description: '', version: 1, fields: [], auth: [], show: null },
      timing: () => self.timing,
      kind: 'driver',
      open: () => openReader(self, graves),
    }),
  }
  return self
}

function openReader(self: Synthetic, graves: Map<string, number>): SourceReader {
  const reader: SourceReader = {
    check: async () => ({ identity: 'nobody', externalId: 'synthetic', testMode: true }),
    async discover() {
      self.reads.push('discover')
      await self.onPage('discover', 1)
      return [self.stream]
    },
    snapshot: (selection, resume) =>
      inOrder(
        self,
        'snapshot',
        resume,
        (id) => id,
        () => page(self, selection),
      ),
    changes: (selection, { from, to }, resume) => {
      const [start, end] = [Date.parse(from), Date.parse(to)]
      const within = (at: number) => at >= start && at <= end
      const order = (id: string) => `${self.records.get(id)?.at ?? graves.get(id)}/${id}`
      return inOrder(self, 'changes', resume, order, () => ({
        ids: [
          ...[...self.records].flatMap(([id, { at }]) => (within(at) ? [id] : [])),
          ...(self.stream.deletes === 'told' ? [...graves].flatMap(([id, at]) => (within(at) ? [id] : [])) : []),
        ],
        read: page(self, selection).read,
      }))
    },
    keys: (selection, resume) =>
      inOrder(
        self,
        'keys',
        resume,
        (id) => id,
        () => page(self, { ...selection, fields: selection.fields.filter(({ primaryKey }) => primaryKey) }),
      ),
    close: async () => undefined,
  }
  return {
    ...reader,
    ...(self.options.stamp === null ? {} : { stamp: async () => self.options.stamp ?? '' }),
    ...(self.options.confirms ? { confirmGone: confirmGone(self) } : {}),
  }
}

const confirmGone =
  (self: Synthetic): NonNullable<SourceReader['confirmGone']> =>
  async (_, keys) => {
    self.reads.push('confirmGone')
    await self.onPage('confirmGone', 1)
    return keys.filter(([id = '']) => !self.records.has(id))
  }

type Listing = { ids: string[]; read: (ids: string[], resume: JsonValue) => SourcePage }

const page = (self: Synthetic, selection: Selection): Listing => ({
  ids: [...self.records.keys()],
  read(ids, resume) {
    const rows = ids.flatMap((id) => {
      const found = self.records.get(id)
      return found ? [{ ...found.values, id, updated_at: new Date(found.at).toISOString() }] : []
    })
    const deleted = ids.filter((id) => !self.records.has(id)).map((id) => [id])
    return { ...toPage(selection, rows, resume), ...(deleted.length > 0 ? { deleted } : {}) }
  },
})

/** By the place after the last page's, so that no record is passed over however the list moves. */
async function* inOrder(
  self: Synthetic,
  method: Method,
  resume: JsonValue,
  order: (id: string) => string,
  list: () => Listing,
): AsyncGenerator<SourcePage> {
  self.reads.push(method)
  let after = typeof resume === 'string' ? resume : ''
  for (let number = 1; ; number += 1) {
    await self.onPage(method, number)
    const { ids, read } = list()
    const next = ids
      .map((id) => [order(id), id] as const)
      .filter(([place]) => place > after)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, self.options.pageSize)
    after = next.at(-1)?.[0] ?? after
    if (next.length === 0 && number > 1) return
    yield read(
      next.map(([, id]) => id),
      self.options.resumes && after !== '' ? after : null,
    )
    if (next.length < self.options.pageSize) return
  }
}
