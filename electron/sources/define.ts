import type { ConfigField, JsonValue } from '../../shared/domain/common'
import type { DiscoveredStream, StreamField, StreamFilter } from '../../shared/domain/data-connection'
import type { ShownRequest } from '../../shared/domain/integration'

/** What was typed: `config` may be shown, `secrets` never. */
export type SourceCredentials = {
  config: Readonly<Record<string, string>>
  secrets: Readonly<Record<string, string>>
}

/** What to read of a stream: its fields in this order, the records that pass the filters. */
export type Selection = { stream: DiscoveredStream; fields: StreamField[]; filters: StreamFilter[] }

/** Rows as the JSON text of an array of arrays, each with the values in the order of the selected fields. */
export type SourcePage = {
  json: string
  /** The same in SQLite's own form of JSON (sqlite.org/jsonb.html), from a source that filters by itself; then `json` is empty. */
  jsonb?: Buffer
  rows: number
  bytes: number
  /** Keys of records that are gone at the source, each the values of the key's fields as texts. */
  deleted?: string[][]
  /**
   * From where the same reading goes on after this page, also in another process; null when it cannot. What a server
   * forgets, such as the token of a page, is only ever a help beside something that lasts, such as the last key.
   */
  resume: JsonValue
}

/** From one moment to another as the source's cursor spells them; both included. */
export type Window = { from: string; to: string }

/** How a stream is kept up to date. Times are in milliseconds. */
export type StreamTiming = {
  /** The smallest step of the cursor: a window starts at a multiple of it. */
  granularityMs: number
  /** Records younger than this may not be visible yet: a window ends so long before now. */
  lagMs: number
  /** So far before the last window's end the next one starts, for records that became visible late. */
  lookbackMs: number
  /** Changes older than this are no longer offered: a cursor behind it means a full read. Null when they are kept for ever. */
  retentionMs: number | null
  /** How often keys are compared to find what was deleted; null where deletes are seen otherwise, or cannot be. */
  sweepEveryMs: number | null
  /** How often everything is read again because computed fields change without their record being modified. */
  recomputeEveryMs: number | null
}

/** What is wrong, and so what the engine does about it. The only vocabulary of failures at a source. */
export type Verdict =
  /** Try the same request again after a while. */
  | { kind: 'retry'; message: string; afterMs?: number }
  /** The source asks to wait until then; no failure. */
  | { kind: 'rate-limited'; message: string; untilMs: number }
  /** The token is not accepted: renew it and ask once more. */
  | { kind: 'refresh-auth'; message: string }
  /** A person has to sign in again, or enter another key. */
  | { kind: 'needs-reauth'; message: string }
  /** Something in the settings is wrong: the data connection cannot work until a person changes it. */
  | { kind: 'config'; message: string; about?: 'tls' }
  /** This stream cannot be read, the others can. */
  | { kind: 'stream-unavailable'; message: string }
  /** Fields or streams are not what they were: look again, then try once more. */
  | { kind: 'schema-changed'; message: string }
  /** The token of a page is no longer good: go on from what lasts in `resume`. */
  | { kind: 'restart-page'; message: string }
  | { kind: 'fatal'; message: string }

/** The only failure that a source throws on purpose. Its message never holds a secret. */
export class SourceProblem extends Error {
  constructor(readonly verdict: Verdict) {
    super(verdict.message)
    this.name = 'SourceProblem'
  }
}

export type ReadOptions = { signal: AbortSignal; now: () => Date }

/** Who it is at the source. A data connection never goes over to another `externalId` by itself. */
export type Identity = { identity: string; externalId: string; testMode: boolean }

/**
 * Reads one kind of system for one data connection. Every method stops within one page after `signal` is aborted and fails
 * with `SourceProblem`. Values arrive as JSON text, numbers or null: integers beyond 2^53 as text, booleans as 0 and 1,
 * times as ISO-8601 in UTC, lists and objects as JSON text.
 */
export type SourceReader = {
  check(): Promise<Identity>
  discover(): Promise<DiscoveredStream[]>
  /** All records, as of about now. With `resume` it goes on after that page. */
  snapshot(selection: Selection, resume: JsonValue): AsyncIterable<SourcePage>
  /** Records that were added or changed within the window, and deletes where the source tells of them. Absent for streams without `cursorField`. */
  changes(selection: Selection, window: Window, resume: JsonValue): AsyncIterable<SourcePage>
  /** Only the keys of all records, as pages whose rows are the values of the key's fields. */
  keys(selection: Selection, resume: JsonValue): AsyncIterable<SourcePage>
  /**
   * Where a reading that starts now may say it got to, as the stream's cursor spells it: asked before each reading, it
   * becomes the end of the window as it is, without lag. The next window starts there, less the lookback for moments.
   * Without it the end follows the clock and the stream's timing.
   */
  horizon?(selection: Selection): Promise<string>
  /**
   * For streams that can only be read in full: a text that is another one after every change of what would be read. Asked
   * before each reading; where it is what it was before the last one, nothing is read at all.
   */
  stamp?(selection: Selection): Promise<string>
  /** Of keys that were missing in a sweep, those that are really gone. Without it a key has to be missing twice. */
  confirmGone?(selection: Selection, keys: string[][]): Promise<string[][]>
  close(): Promise<void>
}

/** How a person connects: what is asked for, and what it signs requests with. */
export type AuthMethod = {
  id: string
  label: string
  /** What is asked for with this way; secrets among them go to the vault. */
  fields: ConfigField[]
  /** Set when a person signs in in the browser. */
  oauth?: OAuthPreset
}

/** How a person signs in. `clientId` and `clientSecret` are among the method's fields. */
type OAuthPreset = {
  /** The addresses of the authorization server. Fails with a `config` verdict when they depend on what is not filled in. */
  server(config: SourceCredentials['config']): OAuthServer
  scopes: readonly string[]
  pkce: 'S256' | 'none'
  /** For a client with a secret; one without is sent by its id alone. */
  authMethod: 'client_secret_post' | 'client_secret_basic' | 'none'
  authorizationParameters: Readonly<Record<string, string>>
  /** `registered` for services that take only the very address that was registered, `any-port` for those that leave it open. */
  redirect: 'registered' | 'any-port'
  /** The key of the configuration that the answer of the token endpoint fills in: where the API of the account is. */
  instanceKey?: string
}

type OAuthServer = { authorizationUrl: string; tokenUrl: string; revocationUrl: string | null }

/** So many requests in so many milliseconds, shared by everything that uses the same external account. */
type Budget = { name: string; requests: number; perMs: number }

/** By name. With a scope, each of them has the budget for itself, such as each base of an account. */
export type BudgetUse = string | { name: string; scope: string }

export type SourceDefinition = {
  id: string
  name: string
  description: string
  /** Part of every cursor's fingerprint: raise it when what is read for the same settings changes. */
  version: number
  /** What is asked for besides the way to connect, such as a host or the address of a spreadsheet. */
  fields: ConfigField[]
  auth: AuthMethod[]
  timing(stream: DiscoveredStream): StreamTiming
  /** Puts right what was typed, such as a password inside an address. Fails with `invalid-input`. */
  tidy?(typed: SourceCredentials): SourceCredentials
  /** What the ledger says about reading that is not done over HTTP; null where each request has a row of its own. */
  show: ((config: SourceCredentials['config'], stream: string | null) => ShownRequest) | null
} & (
  | { kind: 'http'; http: HttpSource }
  | { kind: 'driver'; open(credentials: SourceCredentials, options: ReadOptions): SourceReader }
)

/** What a source over HTTP says about its API. Requests are signed, sent, budgeted and repeated by the engine. */
export type HttpSource = {
  /** Where requests start, for example `https://api.stripe.com`; a path is kept. */
  baseUrl(config: SourceCredentials['config']): string
  /** Origins besides that of the base URL. */
  origins(config: SourceCredentials['config']): string[]
  /** Sent with every request, such as the version of the API; no secrets. */
  headers: Readonly<Record<string, string>>
  /** `token` is the access token of a sign-in, else null. */
  sign(credentials: SourceCredentials, token: string | null): Readonly<Record<string, string>>
  budgets: Budget[]
  /** Which of them a request counts against that somebody else sends there; those named `default` without it. */
  budgetsOf?(url: URL): readonly BudgetUse[]
  /** What an answer that is no success means; undefined leaves it to the usual reading of its status. */
  classify(answer: SourceAnswer, now: Date): Verdict | undefined
  reader(context: HttpContext): SourceReader
}

export type SourceRequest = {
  method?: 'GET' | 'POST'
  /** Below the base URL, or a whole URL at one of the origins. */
  path: string
  query?: Readonly<Record<string, string | readonly string[]>>
  headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  json?: JsonValue
  /** Which budgets it counts against; those that are named `default` when left out. */
  budgets?: readonly BudgetUse[]
  /** Statuses besides 2xx that are an answer and no failure, for example 404. */
  accept?: readonly number[]
}

export type SourceAnswer = {
  status: number
  /** Names in lower case. */
  headers: ReadonlyMap<string, string>
  text: string
  /** Fails with a `retry` verdict when the body is not JSON. Integers beyond 2^53 are texts. */
  json(): JsonValue
}

/** What a reader over HTTP is given. */
export type HttpContext = {
  config: SourceCredentials['config']
  signal: AbortSignal
  now: () => Date
  /** Resolves for a success; fails with `SourceProblem` after what can be repeated was repeated. */
  request(request: SourceRequest): Promise<SourceAnswer>
}

/** One source of the catalog. */
export const defineSource = (definition: SourceDefinition): SourceDefinition => definition
