import {
  MOST_CELL_CHARACTERS,
  MOST_COLUMNS,
  MOST_ROW_CHARACTERS,
  type RowParser,
  type SourceRow,
  TOO_LONG,
  TOO_MANY_COLUMNS,
} from './source-row'

const QUOTE = 34
const LF = 10
const CR = 13
const CELL_TOO_LONG = `has a value of more than ${MOST_CELL_CHARACTERS.toLocaleString('en')} characters`

type Text = { text: string; last: boolean }
/** `end` is where the delimiter, the line end or the end of the text is. `null`: more text is needed. */
type Cell = { value: string | null; end: number } | { reason: string; at: number } | null
type Row = { cells: (string | null)[]; end: number } | { reason: string; at: number } | null

/**
 * RFC 4180, with any line end. A quote within a value that does not begin with one is a character like others. A row
 * that cannot be read ends with the line where the trouble begins, so that an unclosed quote does not swallow the rows
 * after it.
 */
export function createCsvParser(delimiter: string): RowParser {
  const separator = delimiter.charCodeAt(0)
  let rest = ''
  let line = 1
  let skipping = false

  const bad = (given: Text, start: number, { reason, at }: { reason: string; at: number }) => {
    const badLine = line + countLines(given.text.slice(start, at))
    const end = lineEnd(given.text, at)
    skipping = end === null && !given.last
    const text = given.text.slice(start, end ?? given.text.length)
    const next = end === null ? given.text.length : afterLineEnd(given.text, end)
    line += countLines(given.text.slice(start, next))
    return { row: { line: badLine, text, reason }, next }
  }
  const good = (given: Text, start: number, { cells, end }: { cells: (string | null)[]; end: number }) => {
    const text = given.text.slice(start, end)
    const row = { line, text, cells }
    line += 1 + (text.length > 0 && hasLineEnd(text) ? countLines(text) : 0)
    return { row, next: afterLineEnd(given.text, end) }
  }

  /** Where the line ends that was left out from its middle on. */
  const skip = ({ text, last }: Text): number => {
    const end = lineEnd(text, 0)
    skipping = end === null && !last
    line += end === null ? 0 : 1
    return end === null ? text.length : afterLineEnd(text, end)
  }

  return {
    push(piece, last) {
      const given = { text: rest + piece, last }
      const rows: SourceRow[] = []
      let at = skipping ? skip(given) : 0
      while (at < given.text.length) {
        const read = readRow(given, at, separator)
        if (read === null) break
        const { row, next } = 'cells' in read ? good(given, at, read) : bad(given, at, read)
        rows.push(row)
        at = next
      }
      rest = given.text.slice(at)
      return rows
    },
  }
}

function readRow(given: Text, start: number, separator: number): Row {
  const cells: (string | null)[] = []
  for (let from = start; ; ) {
    const cell = readCell(given, from, separator)
    const end = endOf(cell, given)
    const reason = excessOf(cells.length + 1, end - start)
    if (cell && 'reason' in cell) return cell
    if (reason) return { reason, at: start }
    if (cell === null) return null
    cells.push(cell.value)
    if (given.text.charCodeAt(end) !== separator) return isHalfLineEnd(given, end) ? null : { cells, end }
    from = end + 1
  }
}

const endOf = (cell: Cell, { text }: Text) => (cell && 'end' in cell ? cell.end : text.length)

const readCell = (given: Text, from: number, separator: number): Cell =>
  given.text.charCodeAt(from) === QUOTE ? quoted(given, from, separator) : plain(given, from, separator)

function excessOf(cells: number, characters: number): string | null {
  if (cells > MOST_COLUMNS) return TOO_MANY_COLUMNS
  return characters > MOST_ROW_CHARACTERS ? TOO_LONG : null
}

/** The other half of a line end may be in the next piece. */
const isHalfLineEnd = ({ text, last }: Text, end: number) =>
  !last && end + 1 === text.length && text.charCodeAt(end) === CR

function plain({ text, last }: Text, from: number, separator: number): Cell {
  let end = from
  const length = text.length
  for (; end < length; end += 1) {
    const code = text.charCodeAt(end)
    if (code === separator || code === LF || code === CR) break
  }
  if (end - from > MOST_CELL_CHARACTERS) return { reason: CELL_TOO_LONG, at: from }
  if (end === length && !last) return null
  return { value: end === from ? null : text.slice(from, end), end }
}

function quoted({ text, last }: Text, open: number, separator: number): Cell {
  let value = ''
  for (let from = open + 1; ; ) {
    const close = text.indexOf('"', from)
    const end = close < 0 ? text.length : close
    if (value.length + end - from > MOST_CELL_CHARACTERS) return { reason: unclosedOr(CELL_TOO_LONG), at: open }
    if (close < 0 && last) return { reason: 'opens a quote that is never closed', at: open }
    // Whether it is one of two quotes is not known yet.
    if (close < 0 || (close + 1 === text.length && !last)) return null
    value += text.slice(from, close)
    if (text.charCodeAt(close + 1) !== QUOTE) return closed(text, { value, open, end: close + 1, separator })
    value += '"'
    from = close + 2
  }
}

type Closed = { value: string; open: number; end: number; separator: number }

function closed(text: string, { value, open, end, separator }: Closed): Cell {
  const code = text.charCodeAt(end)
  if (end === text.length || code === separator || code === LF || code === CR) return { value, end }
  return { reason: unclosedOr('has text after a closing quote'), at: open }
}

const unclosedOr = (reason: string) => `${reason}, or a quote that is never closed`

function lineEnd(text: string, from: number): number | null {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === LF || code === CR) return at
  }
  return null
}

function afterLineEnd(text: string, end: number): number {
  return text.charCodeAt(end) === CR && text.charCodeAt(end + 1) === LF ? end + 2 : end + 1
}

const hasLineEnd = (text: string): boolean => text.includes('\n') || text.includes('\r')

function countLines(text: string): number {
  let lines = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === LF || (code === CR && text.charCodeAt(at + 1) !== LF)) lines += 1
  }
  return lines
}
