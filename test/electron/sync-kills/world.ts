import type { SourceCredentials } from '../../../electron/sources/define'
import type { DiscoveredStream } from '../../../shared/domain/data-connection'
import type { ApiServer } from '../../helpers/sources/api-server'
import type { Row } from './local-tables'

export type Random = () => number

/** A source that somebody works at, and what a table has to hold once it is up to date. */
export type World = SourceCredentials & {
  sourceId: string
  /** Null for a source with a driver of its own. */
  base: string | null
  /** Names of the streams that are read, with the field of each that a person edits; null where nothing lasts to be known by. */
  streams: Record<string, { edited: string | null; cursorField?: string }>
  now(): number
  advance(ms: number): void
  /** One change by chance. */
  act(random: Random): void | Promise<void>
  /** Ends what is under way there, so that all of it can be seen. */
  settle(): void | Promise<void>
  /** Every field of every record, by the key that the table knows it by. */
  truth(stream: DiscoveredStream): Map<string, Row> | Promise<Map<string, Row>>
  /** Records that went at some time, as `stream key`: some of them without a word, and some came again. */
  gone: Set<string>
  /** Before each request is answered, for changes between pages. */
  onRequest(act: () => void | Promise<void>): void
  /** Makes the next requests go wrong in a way that passes. */
  disturb(random: Random): void
  /** Null for a source with a driver of its own. */
  http: HttpWorld | null
  /** What the contract of the source does not allow. */
  violations(): string[]
  close(): Promise<void>
}

export type HttpWorld = {
  server: ApiServer
  /** The stream that all of this is about, and what the addresses and bodies of requests for its records have in them. */
  main: string
  mark: string
  /** Another stream, which such requests are not about. */
  sibling: string
  insert(random: Random): void
  /** Adds a record that cannot be seen before the world settles; null where everything can be seen at once. */
  late: ((random: Random) => void) | null
  /** Places that were given out are no longer good; null where there are none. */
  forget: (() => void) | null
}

export const pick = <T>(random: Random, from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)]
export const whole = (random: Random, below: number): number => Math.floor(random() * below)

const DISTURBANCES = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503 },
  { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
  { kind: 'reset' },
  { kind: 'truncated' },
  { kind: 'slow-drip' },
] as const

/** What worlds over HTTP have in common. */
export const overHttp = (server: ApiServer, about: Omit<HttpWorld, 'server'>) => ({
  ...{ base: server.url, http: { server, ...about } },
  onRequest: (act: () => void | Promise<void>) => server.onRequest(() => void act()),
  disturb(random: Random): void {
    const what = pick(random, DISTURBANCES)
    if (what) server.misbehave(what, 1 + whole(random, 2))
  },
  violations: () => [...new Set(server.violations)].slice(0, 20),
  close: () => server.close(),
})

type Crud = {
  keys(): string[]
  insert(random: Random): void
  update(key: string, random: Random): void
  remove(key: string, random: Random): void
  /** What else happens there. */
  others?: ((random: Random) => void)[]
}

/** Somebody adds, changes and deletes, so that there are always some hundred records. */
export function work({ keys, insert, update, remove, others = [] }: Crud, random: Random): void {
  const all = keys()
  const key = pick(random, all)
  const kind = random()
  if (key === undefined || all.length < FEW || (kind < 0.3 && all.length < MANY)) insert(random)
  else if (kind < 0.75) update(key, random)
  else if (kind < 0.9) remove(key, random)
  else pick(random, others)?.(random)
}

const [FEW, MANY] = [150, 320]
