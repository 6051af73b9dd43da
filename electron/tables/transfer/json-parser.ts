import { AppFailure } from '../../../shared/errors'
import { MOST_ROW_CHARACTERS, type RowParser, type SourceRow, TOO_LONG } from './source-row'

/** JSON lines, or a file that holds one list of objects: what stands first decides. */
export function createJsonParser(): RowParser {
  let parser: RowParser | null = null
  let blank = ''
  return {
    push(piece, last) {
      if (parser) return parser.push(piece, last)
      const text = blank + piece
      const first = /\S/.exec(text)?.[0]
      if (first === undefined && !last) {
        blank = text
        return []
      }
      parser = first === '[' ? createListParser() : createLineParser()
      return parser.push(text, last)
    },
  }
}

function createLineParser(): RowParser {
  let rest = ''
  let line = 1
  let skipping = false
  return {
    push(piece, last) {
      const lines = (rest + piece).split('\n')
      rest = last ? '' : (lines.pop() ?? '')
      const rows = lines.flatMap((text, index) => (skipping && index === 0 ? [] : rowOf(text, line + index)))
      line += lines.length
      const tooLong = rest.length > MOST_ROW_CHARACTERS
      if (tooLong && !(skipping && lines.length === 0)) rows.push({ line, text: rest, reason: TOO_LONG })
      skipping = tooLong || (skipping && lines.length === 0)
      if (skipping) rest = ''
      return rows
    },
  }
}

function rowOf(text: string, line: number): SourceRow[] {
  if (text.length > MOST_ROW_CHARACTERS) return [{ line, text, reason: TOO_LONG }]
  return /^\s*$/.test(text) ? [] : [{ line, text, json: true }]
}

const QUOTE = 34
const BACKSLASH = 92
const OPENING = new Set([91, 123])
const CLOSING = new Set([93, 125])
const COMMA = 44
const LIST_END = 93
const LF = 10

/** Where a list is being read. `start` is that of the value that is being read, -1 between two. */
type Place = {
  at: number
  line: number
  depth: number
  inText: boolean
  start: number
  startLine: number
  ended: boolean
}

/** Finds where the values of a list end; whether they are JSON is found out by whoever reads them. */
function createListParser(): RowParser {
  let rest = ''
  const place: Place = { at: 0, line: 1, depth: 0, inText: false, start: -1, startLine: 1, ended: false }
  return {
    push(piece, last) {
      const text = rest + piece
      const rows: SourceRow[] = []
      for (; place.at < text.length; place.at += 1) {
        const code = text.charCodeAt(place.at)
        if (code === LF) place.line += 1
        if (place.inText) stepInText(place, code)
        else if (code > 32) stepOutside(place, { text, code, rows })
      }
      if (last && !place.ended) rows.push(unclosed(place, text))
      rest = keepFrom(place, text)
      return rows
    },
  }
}

function stepInText(place: Place, code: number): void {
  if (code === BACKSLASH) place.at += 1
  else if (code === QUOTE) place.inText = false
}

function stepOutside(place: Place, { text, code, rows }: { text: string; code: number; rows: SourceRow[] }): void {
  if (place.ended) throw notAList('something stands after its end')
  const endsValue = place.depth === 1 && (code === COMMA || code === LIST_END)
  if (endsValue && place.start >= 0) {
    rows.push({ line: place.startLine, text: text.slice(place.start, place.at).trimEnd(), json: true })
    place.start = -1
  } else if (!endsValue && place.depth === 1 && place.start < 0) {
    place.start = place.at
    place.startLine = place.line
  }
  if (code === QUOTE) place.inText = true
  else if (OPENING.has(code)) place.depth += 1
  else if (CLOSING.has(code)) place.depth -= 1
  place.ended = place.depth === 0
}

function unclosed({ start, startLine, line }: Place, text: string): SourceRow {
  const reason = 'is where the list ends without being closed'
  return start < 0 ? { line, text: '', reason } : { line: startLine, text: text.slice(start), reason }
}

/** What is needed of the text once more is there. */
function keepFrom(place: Place, text: string): string {
  const from = place.start < 0 ? text.length : place.start
  if (text.length - from > MOST_ROW_CHARACTERS)
    throw notAList(`the value that begins in line ${place.startLine} ${TOO_LONG}`)
  place.at -= from
  if (place.start >= 0) place.start = 0
  return text.slice(from)
}

const notAList = (why: string) =>
  new AppFailure({ code: 'invalid-input', message: `This file is not a list of objects as JSON: ${why}` })
