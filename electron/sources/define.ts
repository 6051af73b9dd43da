import type { ConfigField } from '../../shared/domain/common'
import type { DiscoveredStream } from '../../shared/domain/data-connection'
import type { ShownRequest } from '../../shared/domain/integration'
import type { SourceFailure } from '../../shared/errors'

/** What was typed: `config` may be shown, `secrets` never. */
export type SourceCredentials = {
  config: Readonly<Record<string, string>>
  secrets: Readonly<Record<string, string>>
}

/** Rows as the JSON text of an array of arrays, each with the values in the order of the stream's fields. */
export type SourcePage = { json: string; rows: number; bytes: number }

export type ReadOptions = { signal: AbortSignal }

/**
 * A kind of system that tables are filled from. Values arrive as JSON text, numbers or null: integers beyond 2^53 as
 * text, times as ISO-8601, lists and objects as JSON text.
 */
export type SourceDefinition = {
  id: string
  name: string
  description: string
  fields: ConfigField[]
  /** Signs in and says who it is there, for example `reader@shop`. */
  check(credentials: SourceCredentials, options: ReadOptions): Promise<{ identity: string }>
  discover(credentials: SourceCredentials, options: ReadOptions): Promise<DiscoveredStream[]>
  /** All rows of one stream as of one moment. Stops within one page after `signal` is aborted. */
  read(credentials: SourceCredentials, stream: DiscoveredStream, options: ReadOptions): AsyncIterable<SourcePage>
  /** Words for what went wrong at the source. Never contains a secret. */
  classify(error: unknown, credentials: SourceCredentials): { reason: SourceFailure; message: string }
  /** What the ledger says about a request, without secrets; `stream` is null for checks. */
  show(config: SourceCredentials['config'], stream: string | null): ShownRequest
}

/** One source of the catalog. */
export const defineSource = (definition: SourceDefinition): SourceDefinition => definition
