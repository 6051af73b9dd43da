import type { wrapLanguageModel } from 'ai'
import type { JsonValue } from '../../shared/domain/common'
import type { DataConnection, Schedule, SourceInfo, SyncRun } from '../../shared/domain/data-connection'
import type { Account, Effect, IntegrationInfo, ShownRequest } from '../../shared/domain/integration'
import type { ModelRef } from '../../shared/domain/model'
import type { ChangeBatch } from '../../shared/domain/record-change'
import type { GroupStep, RecordQuestion } from '../../shared/domain/record-question'
import type { CellValue, RecordRow, Table } from '../../shared/domain/table'
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

export type SyncsPort = {
  list: () => Promise<DataConnection[]>
  sources: () => Pick<SourceInfo, 'id' | 'name'>[]
  runs: (id: string, limit: number) => Promise<SyncRun[]>
  /** Fails with `invalid-input`. */
  previewSchedule: (schedule: Schedule) => string[]
  setSchedule: (id: string, schedule: Schedule) => Promise<void>
  /** Fails with `busy`. Returns the id of the run. */
  sync: (
    id: string,
    wanted: { streamId: string | null; full: boolean; by: { trigger: 'agent'; actor: string } },
  ) => Promise<string>
}

export type AccountsPort = { listFor: (integrationId: string) => Promise<Account[]> }

export type RecordActor = { kind: 'run'; id: string }
/** By the ids of the fields. */
export type FieldValues = Record<string, CellValue>
export type MeasureFn = 'count' | 'sum' | 'mean' | 'min' | 'max' | 'distinct'
export type Measure = { fn: MeasureFn; fieldId?: string }
/** `value` is null for records without one. */
export type Grouped = { value: CellValue; label: string; records: number; values: CellValue[] }
type Written = { tableId: string; actor: RecordActor; batchId?: string }

export type TablesPort = {
  list: () => Promise<Table[]>
  /** Fails with `not-found`. */
  get: (id: string) => Promise<Table>
  /** Fails with `not-found`. */
  record: (tableId: string, recordId: number) => Promise<RecordRow>
  /** Those that are there. */
  recordsOf: (tableId: string, ids: number[]) => Promise<RecordRow[]>
  labels: (tableId: string, ids: number[]) => Promise<{ id: number; label: string }[]>
  /** Values in the order of `fieldIds`, or of the table's fields. Fails with `invalid-input` for a handle it did not give. */
  query: (asked: { question: RecordQuestion; fieldIds?: string[]; limit: number; after?: string }) => Promise<{
    rows: RecordRow[]
    total: number
    asOf: string | null
    source: string | null
    nextHandle: string | null
  }>
  ids: (question: RecordQuestion, most: number) => Promise<number[]>
  aggregate: (asked: {
    question: RecordQuestion
    groupBy?: { fieldId: string; step: GroupStep }
    measures: Measure[]
    limit: number
  }) => Promise<{ rows: Grouped[]; moreGroups: number }>
  /** All of it or nothing; `conflict` when a value is not the expected one any more. `batchId` is null when nothing differed. */
  writeRecords: (
    write: Written & {
      edits: { recordId: number; values: FieldValues; expected?: FieldValues }[]
      adds: FieldValues[]
    },
  ) => Promise<{ batchId: string | null; added: number[] }>
  deleteRecords: (write: Written & { recordIds: number[] }) => Promise<{ batchId: string | null; deleted: number }>
  /** What became of a write whose batch was named beforehand; null when it was not made. */
  findBatch: (batchId: string) => Promise<ChangeBatch | null>
}
