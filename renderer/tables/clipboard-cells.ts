import type { CellValue, Field, RecordRow } from '../../shared/domain/table'
import type { AppError } from '../../shared/errors'
import { api } from '../app/api'
import { copyText } from '../ui/copy-text'
import { flawOf, typedValue } from './cell-check'
import { readLabels } from './cell-labels'
import { copiedText } from './cell-text'
import { MOST_WRITTEN, type PastePlan, planPaste } from './clipboard-plan'
import { formatTsv, parseTsv } from './clipboard-text'
import type { Column } from './columns'
import { type Ground, isLocked, type Outcome, type RecordChange, recordsOf, words } from './grid-ground'
import { lengthOf } from './selection'

/** Puts the selected cells on the clipboard as spreadsheets do, the first 10,000 rows of them. */
export async function copyCells(ground: Ground, withNames: boolean): Promise<Outcome> {
  const lines: string[][] = []
  let columns: readonly Column[] = []
  for (const block of ground.blocks) {
    const left = MOST_WRITTEN - lines.length
    if (left <= 0) break
    const { from, to } = block.rows
    columns = ground.columns.slice(block.columns.from, block.columns.to + 1)
    const records = await recordsOf(ground, { from, to: Math.min(to, from + left - 1) })
    if (!Array.isArray(records)) return { ok: false, error: records }
    lines.push(...(await textsOf(records, columns)))
  }
  const names = withNames ? [columns.map(({ field }) => field.name)] : []
  await copyText(formatTsv([...names, ...lines]))
  const all = ground.blocks.reduce((sum, { rows }) => sum + lengthOf(rows), 0)
  const count = lines.length * columns.length
  const said = all > lines.length ? words('said.copiedPart', { count: lines.length }) : words('said.copied', { count })
  return { ok: true, said, batchId: null }
}

async function textsOf(records: RecordRow[], columns: readonly Column[]): Promise<string[][]> {
  const labels = new Map<string, Map<number, string>>()
  for (const { field, place } of columns) {
    const tableId = field.settings.referenceTableId
    if (field.type !== 'reference' || tableId === null) continue
    const ids = records.map(({ values }) => values[place]).filter((id) => typeof id === 'number')
    labels.set(field.id, await readLabels(tableId, ids))
  }
  return records.map(({ values }) =>
    columns.map(({ field, place }) => {
      const value = values[place] ?? null
      return copiedText(value, field, labels.get(field.id)?.get(Number(value)))
    }),
  )
}

type Paste = { change: RecordChange; cells: number; plan: PastePlan }

/** What a text from the clipboard would change; or why nothing can be pasted. */
export async function readPaste(ground: Ground, text: string): Promise<Paste | Extract<Outcome, { ok: false }>> {
  const { columns, rowCount, active, blocks, table } = ground
  const plan = planPaste(parseTsv(text), {
    active,
    blocks,
    rowCount,
    columns: columns.length,
    grows: table.kind === 'own',
  })
  const rowsWritten = plan.rows.reduce((sum, rows) => sum + lengthOf(rows), 0)
  if (rowsWritten > MOST_WRITTEN || plan.added.length > MOST_WRITTEN) {
    return { ok: false, error: { code: 'refused', message: words('tooMany', { count: MOST_WRITTEN }) } }
  }
  const across = columns.slice(plan.column, plan.column + plan.width)
  const locked = across.findIndex(({ field }) => isLocked(field))
  const field = across[locked]?.field
  if (field && rowsWritten > 0) {
    const message = words('lockedField', { name: field.name })
    return { ok: false, error: { code: 'refused', message }, row: active.row, column: plan.column + locked }
  }
  return valuesOf(ground, plan, across)
}

async function valuesOf(
  ground: Ground,
  plan: PastePlan,
  across: readonly Column[],
): Promise<Paste | Extract<Outcome, { ok: false }>> {
  const reader = createReader()
  const change: RecordChange = { edits: [], adds: [] }
  let cells = 0
  async function readRow(texts: string[], row: number) {
    const values: Record<string, CellValue> = {}
    for (const [at, { field }] of across.entries()) {
      const text = texts[at]
      if (text === undefined) continue
      const read = await reader(field, text)
      if ('error' in read) return { ok: false as const, error: read.error, row, column: plan.column + at }
      values[field.id] = read.value
      cells += 1
    }
    return { ok: true as const, values }
  }
  for (const rows of plan.rows) {
    const records = await recordsOf(ground, rows)
    if (!Array.isArray(records)) return { ok: false, error: records }
    for (const [at, { id }] of records.entries()) {
      const read = await readRow(plan.textsOf(rows.from + at), rows.from + at)
      if (!read.ok) return read
      change.edits.push({ recordId: id, values: read.values })
    }
  }
  for (const texts of plan.added) {
    const read = await readRow(texts, ground.active.row)
    if (!read.ok) return read
    change.adds.push(read.values)
  }
  return { change, cells, plan }
}

type ReadCell = { value: CellValue } | { error: AppError }

/** Reads pasted texts as values. References are found by the whole label of a record, else by its number. */
function createReader(): (field: Field, text: string) => Promise<ReadCell> {
  const found = new Map<string, ReadCell>()
  return async (field, text) => {
    const flaw = flawOf(field, text)
    if (flaw) return wrong(field, words(`wrong.${flaw}`))
    const tableId = field.settings.referenceTableId
    if (field.type !== 'reference' || tableId === null || text.trim() === '') return { value: typedValue(field, text) }
    const key = `${tableId} ${text.trim()}`
    const read = found.get(key) ?? (await findRecord(field, tableId, text.trim()))
    found.set(key, read)
    return read
  }
}

async function findRecord(field: Field, tableId: string, text: string): Promise<ReadCell> {
  const result = await api.records.suggest({ tableId, text: text.slice(0, 200) })
  if (!result.ok) return { error: result.error }
  const match = result.value.find(({ label }) => label === text)
  if (match) return { value: match.id }
  const id = /^#?(\d{1,15})$/.exec(text)?.[1]
  return id ? { value: Number(id) } : wrong(field, words('wrong.reference', { text }))
}

const wrong = (field: Field, what: string): ReadCell => ({
  error: { code: 'invalid-input', message: `${field.name}: ${what}`, field: field.id },
})
