import type { ImportOptions } from '../../../shared/domain/transfer'
import { AppFailure } from '../../../shared/errors'
import { refuseBinary } from './binary'
import { csvCells, isBlankRow, jsonCells, keysOfRows, type ReadCells } from './cells'
import { columnNames } from './columns-of'
import { detectOptions, type FullOptions } from './detect-options'
import { createDecoder, detectEncoding } from './encoding'
import { unguard } from './guard'
import { checkText, createRowParser, readHead } from './read-rows'
import { MOST_COLUMNS, type SourceRow, TOO_MANY_COLUMNS } from './source-row'

const MOST_BYTES = 1024 * 1024
const MOST_ROWS = 2000

/** What the beginning of a file says of all of it. */
export type Look = {
  options: FullOptions
  /** Names of the columns, for people. */
  columns: string[]
  /** The keys of JSON objects, by column; null for CSV. */
  keys: string[] | null
  /** After the header. */
  rows: SourceRow[]
  complete: boolean
}

/** Fails with `invalid-input` for a file that no table can be made of. */
export async function lookAt(file: string, given: ImportOptions): Promise<Look> {
  const { head, complete } = await readHead(file, MOST_BYTES)
  const encoding = given.encoding ?? detectEncoding(head)
  refuseBinary(head, encoding)
  const { text, sure } = createDecoder(encoding)(head, complete)
  const options = detectOptions(file, head, text, { ...given, encoding })
  const all = createRowParser(options).push(text, complete)
  const rows = all.slice(0, MOST_ROWS).map((row) => checkText(row, sure))
  const look = { options, complete: complete && all.length <= MOST_ROWS }
  return { ...look, ...(options.format === 'csv' ? csvColumns(rows, options) : jsonColumns(rows)) }
}

type Columns = Pick<Look, 'columns' | 'keys' | 'rows'>

function csvColumns(rows: SourceRow[], { hasHeader, unguard: isGuarded }: FullOptions): Columns {
  const firstIndex = rows.findIndex((row) => !isBlankRow(row))
  const first = rows[firstIndex]
  if (!first) throw invalid('This file has no rows')
  if ('reason' in first && (hasHeader || first.reason === TOO_MANY_COLUMNS))
    throw invalid(`Line ${first.line} of this file, which names the columns, ${first.reason}`)
  const model = rows.find((row) => 'cells' in row && !isBlankRow(row))
  const cells = model && 'cells' in model ? model.cells : []
  if (!hasHeader) return { columns: columnNames(cells.map(() => null)), keys: null, rows: rows.slice(firstIndex) }
  const names = cells.map((name) => (name !== null && isGuarded ? unguard(name) : name))
  return { columns: columnNames(names), keys: null, rows: rows.slice(firstIndex + 1) }
}

function jsonColumns(rows: SourceRow[]): Columns {
  const keys = keysOfRows(rows)
  if (!keys) throw invalid(`The objects of this file have more than ${MOST_COLUMNS} different keys`)
  if (keys.length === 0) throw invalid('This file has no JSON objects')
  return { columns: columnNames(keys), keys, rows }
}

export function cellReader({ columns, keys }: Look, asJson: readonly boolean[]): ReadCells {
  return keys ? jsonCells(keys, asJson) : csvCells(columns.length)
}

const invalid = (message: string) => new AppFailure({ code: 'invalid-input', message })
