import { join } from 'node:path'
import { startDataWorker } from '../../../electron/data-worker/client'
import type { DataWorker } from '../../../electron/data-worker/protocol'
import { openConnection } from '../../../electron/db/connection'
import { FIELDS, writeContacts } from './contacts'

export type Prepared = {
  tablesFile: string
  tableId: string
  /** Ids by the names of the fields. */
  fieldIds: Record<string, string>
  worker: DataWorker
  importMs: number
}

/** A profile with one table of contacts, imported from CSV, with its indexes and its full-text index complete. */
export async function prepare(folder: string, workerFile: string, rows: number): Promise<Prepared> {
  const csv = join(folder, 'contacts.csv')
  const tablesFile = join(folder, 'tables.sqlite')
  await writeContacts(csv, rows)
  const worker = await startDataWorker({ workerFile, tablesFile })
  const started = performance.now()
  const { tableId, records } = await worker.call('runImport', {
    id: 'bench',
    file: csv,
    options: { format: 'csv', encoding: 'utf-8', delimiter: ',', hasHeader: true, unguard: false },
    target: { kind: 'new', name: 'Contacts', fields: FIELDS },
    badFile: join(folder, 'bad.csv'),
  })
  const importMs = performance.now() - started
  if (records !== rows) throw new Error(`Imported ${records} of ${rows} records`)
  const connection = await openConnection(tablesFile, 'read-only')
  try {
    await searchable(connection, worker)
    const fields = await connection.all('select id, name from field')
    const fieldIds = Object.fromEntries(fields.map(({ id, name }) => [String(name), String(id)]))
    return { tablesFile, tableId, fieldIds, worker, importMs }
  } finally {
    await connection.close()
  }
}

/** The worker says that a table changed when its full-text index is complete. */
async function searchable(connection: Awaited<ReturnType<typeof openConnection>>, worker: DataWorker): Promise<void> {
  const isComplete = async () => {
    const [table] = await connection.all('select search_upto as upto from app_table')
    return Number(table?.upto) === Number.MAX_SAFE_INTEGER
  }
  await new Promise<void>((resolve, reject) => {
    const look = () =>
      void isComplete().then((complete) => {
        if (!complete) return
        stop()
        resolve()
      }, reject)
    const stop = worker.onTableChanged(look)
    look()
  })
}
