import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDataEngine } from '../../../../electron/data-worker/engine'
import type { DataWorker } from '../../../../electron/data-worker/protocol'
import { type OpenedTables, openTablesForReading } from '../../../../electron/db/open'
import { getStoredTable } from '../../../../electron/tables/stored-tables'

const USER = { kind: 'user' as const, id: null }
let folder: string
let worker: DataWorker
let reader: OpenedTables

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-retype-'))
  const tablesFile = join(folder, 'tables.sqlite')
  worker = await createDataEngine({ tablesFile })
  reader = await openTablesForReading(tablesFile)
})
afterEach(async () => {
  await reader.close()
  await worker.close()
  rmSync(folder, { recursive: true, force: true })
})

async function column(tableId: string): Promise<unknown[]> {
  const { number, fields } = await getStoredTable(reader.db, tableId)
  const rows = await reader.connection.all(`select ${fields[0]?.column} as value from t_${number} order by _id`)
  return rows.map((row) => row.value)
}

describe('undoing a change of a type in the data worker', () => {
  it('brings the old values back, and the new ones when that is undone in turn', async () => {
    const tableId = await worker.call('createTable', { name: 'Things', fields: [{ name: 'Size', type: 'text' }] })
    const fieldId = (await getStoredTable(reader.db, tableId)).fields[0]?.id ?? ''
    const adds = ['007', 'large', ''].map((size) => ({ [fieldId]: size }))
    await worker.call('writeRecords', { tableId, actor: USER, edits: [], adds })
    const batchId = await worker.call('changeType', { tableId, fieldId, to: { type: 'integer' } })
    await worker.call('writeRecords', {
      tableId,
      actor: USER,
      edits: [{ recordId: 3, values: { [fieldId]: 12 } }],
      adds: [],
    })
    expect(await column(tableId)).toEqual([7, null, 12])
    const preview = await worker.call('previewUndo', { kind: 'batch', batchId })
    expect(preview).toMatchObject({ records: 3, conflictCount: 0 })
    expect(await column(tableId)).toEqual([7, null, 12])
    const undone = await worker.call('undo', { target: { kind: 'batch', batchId }, actor: USER })
    expect(await column(tableId)).toEqual(['007', 'large', '12'])
    const [again] = undone.batchIds
    await worker.call('undo', { target: { kind: 'batch', batchId: again ?? '' }, actor: USER })
    expect(await column(tableId)).toEqual([7, null, 12])
    expect((await getStoredTable(reader.db, tableId)).fields[0]?.type).toBe('integer')
  })

  it('lists what was written since and does not fit, and leaves everything as it is', async () => {
    const tableId = await worker.call('createTable', { name: 'Things', fields: [{ name: 'Size', type: 'integer' }] })
    const fieldId = (await getStoredTable(reader.db, tableId)).fields[0]?.id ?? ''
    await worker.call('writeRecords', { tableId, actor: USER, edits: [], adds: [{ [fieldId]: 7 }, { [fieldId]: 8 }] })
    const batchId = await worker.call('changeType', { tableId, fieldId, to: { type: 'text' } })
    const edits = [{ recordId: 2, values: { [fieldId]: 'large' } }]
    await worker.call('writeRecords', { tableId, actor: USER, edits, adds: [] })
    const undone = await worker.call('undo', { target: { kind: 'batch', batchId }, actor: USER })
    expect(undone).toMatchObject({
      records: 0,
      conflictCount: 1,
      batchIds: [],
      conflicts: [{ recordId: 2, found: 'large' }],
    })
    expect(await column(tableId)).toEqual(['7', 'large'])
  })
})
