import { api } from '../app/api'
import { MOST_WRITTEN } from './clipboard-plan'
import { type Ground, isLocked, type Outcome, type RecordChange, recordsOf, words, writeRecords } from './grid-ground'
import { rememberWrite } from './grid-undo'
import { type Block, sizeOf } from './selection'

const tooMany = (): Extract<Outcome, { ok: false }> => ({
  ok: false,
  error: { code: 'refused', message: words('tooMany', { count: MOST_WRITTEN }) },
})

/** Empties the selected cells. Keys of a source stay as they are. */
export async function clearCells(ground: Ground): Promise<Outcome> {
  if (sizeOf(ground.blocks).rows > MOST_WRITTEN) return tooMany()
  const change: RecordChange = { edits: [], adds: [] }
  let count = 0
  for (const block of ground.blocks) {
    const records = await recordsOf(ground, block.rows)
    if (!Array.isArray(records)) return { ok: false, error: records }
    const columns = columnsOf(ground, block)
    for (const record of records) {
      const filled = columns.filter(({ place }) => (record.values[place] ?? null) !== null)
      if (filled.length === 0) continue
      count += filled.length
      change.edits.push({
        recordId: record.id,
        values: Object.fromEntries(filled.map(({ field }) => [field.id, null])),
      })
    }
  }
  return writeRecords(ground, change, words('said.cleared', { count }))
}

const columnsOf = ({ columns }: Ground, block: Block) =>
  columns.slice(block.columns.from, block.columns.to + 1).filter(({ field }) => !isLocked(field))

/** Copies the first selected row into those below it; a single row takes the one above. */
export async function fillDown(ground: Ground): Promise<Outcome> {
  const [block] = ground.blocks
  if (!block) return { ok: true, said: '', batchId: null }
  const isOne = block.rows.from === block.rows.to
  const rows = isOne ? { from: Math.max(0, block.rows.from - 1), to: block.rows.to } : block.rows
  if (rows.to - rows.from > MOST_WRITTEN) return tooMany()
  const records = await recordsOf(ground, rows)
  if (!Array.isArray(records)) return { ok: false, error: records }
  const [source, ...below] = records
  const columns = columnsOf(ground, block)
  if (!source) return { ok: true, said: '', batchId: null }
  const values = Object.fromEntries(columns.map(({ field, place }) => [field.id, source.values[place] ?? null]))
  const edits = below.map(({ id }) => ({ recordId: id, values }))
  return writeRecords(ground, { edits, adds: [] }, words('said.filled', { count: below.length * columns.length }))
}

/** The ids of the selected records, or why they cannot be deleted together. */
export async function selectedIds(ground: Ground): Promise<number[] | Extract<Outcome, { ok: false }>> {
  if (sizeOf(ground.blocks).rows > MOST_WRITTEN) return tooMany()
  const ids: number[] = []
  for (const { rows } of ground.blocks) {
    const records = await recordsOf(ground, rows)
    if (!Array.isArray(records)) return { ok: false, error: records }
    ids.push(...records.map(({ id }) => id))
  }
  return ids
}

export async function deleteRecords(tableId: string, recordIds: number[]): Promise<Outcome> {
  const result = await api.records.delete({ tableId, recordIds })
  if (!result.ok) return { ok: false, error: result.error }
  rememberWrite(tableId, result.value.batchId)
  return { ok: true, said: words('said.deleted', { count: result.value.deleted }), batchId: result.value.batchId }
}
