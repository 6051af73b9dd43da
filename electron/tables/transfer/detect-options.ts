import { basename } from 'node:path'
import type { ImportOptions, ImportPreview } from '../../../shared/domain/transfer'
import { createCsvParser } from './csv-parser'
import { detectEncoding, hasByteOrderMark } from './encoding'
import { isGuarded, isUnguarded } from './guard'
import { looksTyped } from './infer'

export type FullOptions = ImportPreview['options']

const DELIMITERS = [',', ';', '\t', '|'] as const
const SAMPLE = 64 * 1024
const MOST_ROWS = 200

/** What was not given is found out from the beginning of the file. */
export function detectOptions(file: string, head: Buffer, text: string, given: ImportOptions): FullOptions {
  const format = given.format ?? detectFormat(file, text)
  const encoding = given.encoding ?? detectEncoding(head)
  if (format === 'jsonl') return { format, encoding, delimiter: ',', hasHeader: true, unguard: false }
  const sample = text.slice(0, SAMPLE)
  const delimiter = given.delimiter ?? detectDelimiter(sample)
  const cells = rowsOf(sample, delimiter)
  const hasHeader = given.hasHeader ?? detectHeader(cells)
  const unguard = given.unguard ?? detectGuard(cells, hasByteOrderMark(head) && text.includes('\r\n'))
  return { format, encoding, delimiter, hasHeader, unguard }
}

function detectFormat(file: string, text: string): FullOptions['format'] {
  const start = text.trimStart()
  const named = /\.(json|jsonl|ndjson)$/i.test(basename(file))
  if (named) return /^[[{]/.test(start) ? 'jsonl' : 'csv'
  if (/^\[\s*\{\s*"/.test(start)) return 'jsonl'
  const firstLine = start.slice(0, Math.max(0, start.indexOf('\n'))) || start
  return start.startsWith('{') && isJson(firstLine) ? 'jsonl' : 'csv'
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const rowsOf = (sample: string, delimiter: string): (string | null)[][] =>
  createCsvParser(delimiter)
    .push(sample, sample.length < SAMPLE)
    .flatMap((row) => ('cells' in row && !isBlank(row.cells) ? [row.cells] : []))
    .slice(0, MOST_ROWS)

const isBlank = (cells: (string | null)[]) => cells.length === 1 && cells[0] === null

/** The one by which most rows have the same number of cells, more than one; of equals the one with more cells. */
function detectDelimiter(sample: string): FullOptions['delimiter'] {
  let best: { delimiter: FullOptions['delimiter']; score: number; cells: number } | null = null
  for (const delimiter of DELIMITERS) {
    const counts = new Map<number, number>()
    const rows = rowsOf(sample, delimiter)
    for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1)
    const [cells = 1, times = 0] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? []
    if (cells < 2) continue
    const score = times / rows.length
    if (!best || score > best.score || (score === best.score && cells > best.cells)) best = { delimiter, score, cells }
  }
  return best?.delimiter ?? ','
}

/** A row of names has no numbers, times, addresses or the like. */
function detectHeader([first = []]: (string | null)[][]): boolean {
  const given = first.filter((cell) => cell !== null && cell.trim() !== '')
  return given.length > 0 && !given.some((cell) => looksTyped(cell ?? ''))
}

/** Our guarded exports carry a mark and leave no formula as it is. */
function detectGuard(rows: (string | null)[][], couldBeOurs: boolean): boolean {
  const texts = rows.flat().filter((cell): cell is string => cell !== null && !looksTyped(cell))
  return (couldBeOurs || texts.some(isGuarded)) && !texts.some(isUnguarded)
}
