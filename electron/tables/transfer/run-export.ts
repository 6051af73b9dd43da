import { randomBytes } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { RecordQuestion } from '../../../shared/domain/record-question'
import { type OpenedTables, openTablesForReading } from '../../db/open'
import { recordsTable, type StoredField } from '../columns'
import { scanRecords } from '../read/scan'
import { fieldOf, getStoredTable, type StoredTable } from '../stored-tables'
import type { WriteContext } from '../write-context'
import type { TransferCalls } from './calls'
import { columnNames } from './columns-of'
import { csvFormat } from './csv-export'
import type { Format } from './export-format'
import { jsonLinesFormat, jsonListFormat } from './json-export'
import { createTransferProgress } from './progress'

type Input = TransferCalls['runExport']['input']
type Output = TransferCalls['runExport']['output']

/** Characters that wait for being written. */
const PIECE = 512 * 1024

/** Of one moment, whatever is written meanwhile. The file is in its place with all its records or not at all. */
export async function runExport(context: WriteContext, input: Input, signal: AbortSignal): Promise<Output> {
  const opened = await openTablesForReading(context.tablesFile)
  const part = join(dirname(input.file), `.${basename(input.file)}.${randomBytes(4).toString('hex')}.part`)
  signal.addEventListener('abort', () => opened.connection.interrupt())
  try {
    await opened.connection.exec('begin')
    const table = await getStoredTable(opened.db, input.question.tableId)
    const fields = input.fieldIds.map((id) => fieldOf(table, id))
    const outcome = await writeFile(part, async (handle) => {
      const total = await totalOf(opened, table, input.question)
      const progress = createTransferProgress(input.id, context.progressed)
      const report = (records: number) => progress(records, total === null ? null : records / Math.max(total, 1))
      return writeRecords(handle, {
        format: formatOf(input, fields),
        slices: scanRecords(opened, table, input.question, { fields, signal }),
        report,
        signal,
      })
    })
    signal.throwIfAborted()
    await rename(part, input.file)
    return outcome
  } finally {
    await rm(part, { force: true })
    await opened.close()
  }
}

function formatOf({ format, guard }: Input, fields: StoredField[]): Format {
  const names = columnNames(fields.map(({ name }) => name))
  if (format === 'csv') return csvFormat(fields, names, guard)
  return format === 'json' ? jsonListFormat(fields, names) : jsonLinesFormat(fields, names)
}

/** Known without looking at every record unless some are left out. */
async function totalOf(
  { connection }: OpenedTables,
  table: StoredTable,
  question: RecordQuestion,
): Promise<number | null> {
  if (question.filter || question.search) return null
  const [row] = await connection.all(`select count(*) as rows from ${recordsTable(table.number)}`)
  return Number(row?.rows)
}

async function writeFile<T>(file: string, write: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(file, 'wx')
  try {
    const result = await write(handle)
    await handle.sync()
    return result
  } finally {
    await handle.close()
  }
}

type Writing = {
  format: Format
  slices: AsyncIterable<{ values: Parameters<Format['row']>[0] }[]>
  report: (records: number) => void
  signal: AbortSignal
}

async function writeRecords(handle: FileHandle, { format, slices, report, signal }: Writing): Promise<Output> {
  let waiting = format.before
  let [records, bytes] = [0, 0]
  const flush = async () => {
    const buffer = Buffer.from(waiting)
    waiting = ''
    await handle.writeFile(buffer)
    bytes += buffer.length
  }
  for await (const rows of slices) {
    signal.throwIfAborted()
    for (const { values } of rows) {
      waiting += (records > 0 ? format.between : '') + format.row(values)
      records += 1
      if (waiting.length > PIECE) await flush()
    }
    report(records)
  }
  waiting += records > 0 || format.before !== '' ? format.after : ''
  await flush()
  return { records, bytes }
}
