import type { BadLine, ImportOptions, ImportPreview } from '../../../shared/domain/transfer'
import { shortLine } from './bad-lines'
import { type Cell, cellText, unguardCell } from './cells'
import { inferField, type Sample } from './infer'
import { cellReader, lookAt } from './look'

const MOST_PREVIEW_ROWS = 20
const MOST_SAMPLES = 5
const MOST_BAD_LINES = 200
/** Characters of a value that are shown. */
const LONGEST_SHOWN = 500

export async function inspectImport(file: string, given: ImportOptions): Promise<ImportPreview> {
  const look = await lookAt(file, given)
  const read = cellReader(
    look,
    look.columns.map(() => false),
  )
  const undo = look.options.unguard ? unguardCell : (cell: Cell) => cell
  const rows: Cell[][] = []
  const badLines: BadLine[] = []
  for (const source of look.rows) {
    const row = read(source)
    if (row && 'reason' in row) badLines.push(row)
    else if (row) rows.push(row.cells.map(undo))
  }
  return {
    options: look.options,
    columns: look.columns.map((name, index) =>
      describeColumn(
        name,
        rows.map((cells) => cells[index] ?? null),
        look.keys !== null,
      ),
    ),
    rows: rows.slice(0, MOST_PREVIEW_ROWS).map((cells) => cells.map(shown)),
    complete: look.complete,
    badLines: badLines.slice(0, MOST_BAD_LINES).map(shortLine),
  }
}

function describeColumn(name: string, cells: Cell[], isJson: boolean): ImportPreview['columns'][number] {
  const texts = cells.map(shown).filter((text) => text !== null && text !== '')
  const samples = [...new Set(texts)].flatMap((text) => text ?? [])
  return { name, field: inferField(name, cells.flatMap(toSample(isJson))), samples: samples.slice(0, MOST_SAMPLES) }
}

const toSample =
  (isJson: boolean) =>
  (cell: Cell): Sample[] => {
    if (cell === null) return []
    if (typeof cell === 'string') return [{ text: cell, kind: isJson ? 'text' : 'any' }]
    if (typeof cell === 'object') return [{ text: cell.json, kind: 'nested' }]
    return [{ text: String(cell), kind: 'scalar' }]
  }

const shown = (cell: Cell): string | null => cellText(cell)?.slice(0, LONGEST_SHOWN) ?? null
