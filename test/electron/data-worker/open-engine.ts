import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDataEngine } from '../../../electron/data-worker/engine'
import type { DataWorker, StreamJob, StreamOutcome } from '../../../electron/data-worker/protocol'
import { type OpenedTables, openTablesForReading } from '../../../electron/db/open'
import type { StreamSettings } from '../../../shared/domain/data-connection'
import type { Synthetic } from '../../helpers/sources/synthetic'

type Source = Pick<Synthetic, 'definition' | 'clock' | 'stream'>

const SETTINGS: StreamSettings = {
  ...{ mode: 'incremental', fields: null, filters: [], cursorField: null, deletes: 'remove' },
}

export type OpenEngine = {
  engine: DataWorker
  reader: OpenedTables
  settings: StreamSettings
  sync(change?: Partial<StreamJob>): Promise<StreamOutcome>
  /** All records by id, as objects by the names of their fields. */
  rows(): Promise<Record<string, Record<string, unknown>>>
  /** Goes on as after a kill at this moment: nothing is closed, and what was committed is found by another engine. */
  killed(): Promise<OpenEngine>
  close(): Promise<void>
}

let run = 0

/** The data engine over real files with a source that is read without a network. */
export async function openEngine(source: Source, file = newFile(), settings = { ...SETTINGS }): Promise<OpenEngine> {
  const engine = await createDataEngine({
    tablesFile: file,
    now: () => new Date(source.clock.now),
    random: () => 0.5,
    pause: async (_, signal) => signal.throwIfAborted(),
    findSource: () => source.definition,
  })
  const reader = await openTablesForReading(file)
  const self: OpenEngine = {
    ...{ engine, reader, settings },
    sync(change = {}) {
      run += 1
      return engine.call('syncStream', {
        ...{ sourceId: 'synthetic', config: {}, secrets: {}, connectionId: 'c', runId: `run-${run}` },
        origin: { dataConnectionId: 'c', dataConnectionName: 'Office', sourceId: 'synthetic', streamId: 's' },
        target: { kind: 'new', tableName: 'People' },
        ...{ stream: source.stream, settings: self.settings, full: false, allowDeletes: false },
        ...change,
      })
    },
    async rows() {
      const [table] = await reader.connection.all("select id, number from app_table where stream_id = 's'")
      if (!table) return {}
      const fields = await reader.connection.all('select name, column_name from field where table_id = ?', [
        String(table.id),
      ])
      const records = await reader.connection.all(`select * from t_${Number(table.number)}`)
      return Object.fromEntries(
        records.map((record) => [
          String(record._key ?? `own ${record._id}`),
          Object.fromEntries(fields.map(({ name, column_name }) => [String(name), record[String(column_name)]])),
        ]),
      )
    },
    async killed() {
      const copy = newFile()
      for (const part of ['', '-wal']) if (existsSync(file + part)) cpSync(file + part, copy + part)
      return openEngine(source, copy, self.settings)
    },
    async close() {
      await engine.close()
      await reader.close()
      rmSync(join(file, '..'), { recursive: true, force: true })
    },
  }
  return self
}

const newFile = (): string => join(mkdtempSync(join(tmpdir(), 'patchbay-engine-')), 'tables.sqlite')

/** What the source has, as `rows` answers it. */
export const truth = (source: Synthetic): Record<string, Record<string, unknown>> =>
  Object.fromEntries(
    [...source.records].map(([id, { values, at }]) => [
      id,
      Object.fromEntries(
        source.stream.fields.map(({ name }) => [
          name,
          name === 'id' ? id : name === 'updated_at' ? new Date(at).toISOString() : (values[name] ?? null),
        ]),
      ),
    ]),
  )
