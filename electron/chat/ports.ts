import type { wrapLanguageModel } from 'ai'
import type { JsonValue } from '../../shared/domain/common'
import type { Account, Effect, IntegrationInfo, ShownRequest } from '../../shared/domain/integration'
import type { ModelRef } from '../../shared/domain/model'
import type { CellValue, RecordRow, Sort, Table } from '../../shared/domain/table'
import type { AppError } from '../../shared/errors'
import type { ApiCall } from '../connectors/build-call'
import type { OfferedConnector } from './connector-tool'

/** What a conversation needs of the other features. They are wired in from outside, so that it can be read without them. */
export type LanguageModelV3 = ReturnType<typeof wrapLanguageModel>

export type ModelsPort = {
  resolveModel: (
    ref: ModelRef,
    context: { actor: string; threadId: string; runId: string },
  ) => Promise<{ model: LanguageModelV3; label: string }>
  workspaceDefault: () => Promise<ModelRef>
  classifyModelFailure: (error: unknown) => AppError
}

type PreparedAction = {
  shown: ShownRequest
  /** SHA-256 of the canonical request. */
  hash: string
  effect: Effect
  title: string
  accountLabel: string
}
export type ActionCall = { integrationId: string; actionId: string; accountId: string; input: JsonValue }
type SentAction = { output: JsonValue; summary: string; httpStatus: number }

export type IntegrationsPort = {
  info: (id: string) => IntegrationInfo | undefined
  /** Builds the request without sending it. Fails with `invalid-input`. */
  prepare: (call: ActionCall) => Promise<PreparedAction>
  /** Fails with `approval-mismatch` when the request is not the approved one, and with `request-failed`. */
  send: (
    call: ActionCall & {
      /** Null for reads, which nobody approves. */
      approvedHash: string | null
      context: { actor: string; threadId: string; runId: string; cardId: string | null }
    },
  ) => Promise<SentAction>
}

type CallOfConnector = { connectorId: string; call: ApiCall }
export type ConnectorsPort = {
  list: () => Promise<OfferedConnector[]>
  /** Builds the request without sending it. Fails with `invalid-input` while the connector is not set up. */
  prepare: (
    call: CallOfConnector,
  ) => Promise<{ shown: ShownRequest; hash: string; effect: Effect; title: string; label: string }>
  /** Fails with `approval-mismatch`, `needs-secret`, `needs-reauth`, `sign-in-failed` and `request-failed`. */
  send: (
    call: CallOfConnector & {
      approvedHash: string | null
      context: { actor: string; threadId: string; runId: string; cardId: string | null }
    },
  ) => Promise<SentAction>
}

export type AccountsPort = { listFor: (integrationId: string) => Promise<Account[]> }

export type RecordActor = { kind: 'run'; id: string }
export const FILTER_OPS = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'contains',
  'starts-with',
  'empty',
  'not-empty',
] as const
export type FilterOp = (typeof FILTER_OPS)[number]
export type RecordFilter = { fieldId: string; op: FilterOp; value: CellValue }
export type RecordQuery = {
  tableId: string
  filters: RecordFilter[]
  search: string | null
  sort: Sort | null
  offset: number
  limit: number
}

export type TablesPort = {
  list: () => Promise<Table[]>
  queryRecords: (query: RecordQuery) => Promise<{ total: number; rows: RecordRow[] }>
  /** Fails with `not-found`. */
  record: (tableId: string, recordId: number) => Promise<RecordRow>
  addRecord: (tableId: string, values: Record<string, CellValue>, actor: RecordActor) => Promise<number>
  updateRecord: (
    tableId: string,
    recordId: number,
    values: Record<string, CellValue>,
    actor: RecordActor,
  ) => Promise<void>
  deleteRecords: (tableId: string, recordIds: number[], actor: RecordActor) => Promise<number>
}
