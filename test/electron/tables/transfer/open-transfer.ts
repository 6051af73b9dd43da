import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDataEngine } from '../../../../electron/data-worker/engine'
import type { DataWorker } from '../../../../electron/data-worker/protocol'
import { type OpenedTables, openTablesForReading } from '../../../../electron/db/open'
import { readSql, recordsTable, toCell } from '../../../../electron/tables/columns'
import { getStoredTable, type StoredTable } from '../../../../electron/tables/stored-tables'
import type { CellValue, NewField } from '../../../../shared/domain/table'
import type { ExportFormat, ImportOptions, ImportPreview, ImportTarget } from '../../../../shared/domain/transfer'

export type Transfer = Awaited<ReturnType<typeof openTransfer>>
type Exported = { format: ExportFormat; guard?: boolean }

let ids = 0

/** The real data engine on files of its own. */
export async function openTransfer() {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-transfer-'))
  const tablesFile = join(folder, 'tables.sqlite')
  const worker: DataWorker = await createDataEngine({ tablesFile })
  const reader: OpenedTables = await openTablesForReading(tablesFile)
  const nextId = () => {
    ids += 1
    return `transfer-${ids}`
  }
  const table = (id: string): Promise<StoredTable> => getStoredTable(reader.db, id)
  const file = (name: string, content: string | Uint8Array) => {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }
  const inspect = (path: string, options: ImportOptions = {}) => worker.call('inspectImport', { file: path, options })

  return {
    folder,
    worker,
    reader,
    table,
    file,
    nextId,
    inspect,
    create: (name: string, fields: NewField[]) => worker.call('createTable', { name, fields }),
    async add(tableId: string, rows: CellValue[][]) {
      const { fields } = await table(tableId)
      const adds = rows.map((values) => Object.fromEntries(fields.map(({ id }, index) => [id, values[index] ?? null])))
      return worker.call('writeRecords', { tableId, edits: [], adds, actor: { kind: 'user', id: null } })
    },
    /** Into a table of its own with the inferred fields unless the target says otherwise. */
    async import(path: string, { options = {}, target }: { options?: ImportOptions; target?: ImportTarget } = {}) {
      const preview: ImportPreview = await inspect(path, options)
      const id = nextId()
      const fields = preview.columns.map(({ field }) => field)
      return worker.call('runImport', {
        id,
        file: path,
        options: preview.options,
        target: target ?? { kind: 'new', name: id, fields },
        badFile: join(folder, `${id}-bad.csv`),
      })
    },
    badFile: (id: string) => join(folder, `${id}-bad.csv`),
    async export(tableId: string, { format, guard = false }: Exported) {
      const { fields } = await table(tableId)
      const path = join(folder, `${nextId()}.${format}`)
      const question = { tableId, filter: null, search: null, sort: [] }
      const input = { id: nextId(), file: path, question, fieldIds: fields.map(({ id }) => id), format, guard }
      const outcome = await worker.call('runExport', input)
      return { path, outcome, text: readFileSync(path, 'utf8') }
    },
    /** The values of every record, in the order in which they were added. */
    async rows(tableId: string): Promise<CellValue[][]> {
      const { number, fields } = await table(tableId)
      const columns = fields.map((field) => `${readSql(field)} as ${field.column}`)
      const rows = await reader.connection.all(`select ${columns.join(', ')} from ${recordsTable(number)} order by _id`)
      return rows.map((row) => fields.map((field) => toCell(field, row[field.column])))
    },
    /** Names of everything in the file that an import makes on its way. */
    async leftovers(): Promise<string[]> {
      const rows = await reader.connection.all(
        `select name from sqlite_schema where type = 'table' and name glob 't_[0-9]*_next'`,
      )
      return rows.map(({ name }) => String(name))
    },
    async close() {
      await reader.close()
      await worker.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
