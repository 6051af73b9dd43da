import { type Form, formOf, type Parser, parserOf } from './raw-types'

/**
 * Rows in SQLite's own form of JSON (sqlite.org/jsonb.html), put together from the bytes that the server sent: a value is
 * its kind, its length and the text as it is, so none of it is read twice. Lengths of lists take four bytes, as they are
 * known at their end only.
 */
export type JsonbPage = {
  add(bytes: Buffer, start: number, end: number): void
  rows(): number
  /** The rows since the last time. */
  take(): Buffer
}

const INT = 3
const FLOAT = 5
const TEXT = 10
const LIST = 0xeb
const LIST_HEADER = 5
const MOST_INLINE = 11
/** Copying so few bytes one by one is faster than a call. */
const SHORT = 40

/** `types` are those of the values that a page shows; a row may have more of them. `isUtf8` is false for bytes of unknown meaning. */
export function createJsonbPage(types: readonly number[], isUtf8: boolean, capacity: number): JsonbPage {
  const forms: Form[] = types.map((type) => (isUtf8 ? formOf(type) : 'other'))
  const parsers: Parser[] = types.map(parserOf)
  let out = Buffer.allocUnsafeSlow(capacity)
  let end = LIST_HEADER
  let rows = 0

  const reserve = (size: number) => {
    if (end + size <= out.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(out.length * 2, end + size))
    out.copy(larger, 0, 0, end)
    out = larger
  }
  const header = (kind: number, size: number) => {
    if (size <= MOST_INLINE) out[end++] = (size << 4) | kind
    else if (size <= 0xff) {
      out[end++] = 0xc0 | kind
      out[end++] = size
    } else if (size <= 0xffff) {
      out[end++] = 0xd0 | kind
      end = out.writeUInt16BE(size, end)
    } else {
      out[end++] = 0xe0 | kind
      end = out.writeUInt32BE(size, end)
    }
  }
  const put = (kind: number, bytes: Buffer, from: number, size: number) => {
    header(kind, size)
    if (size > SHORT) bytes.copy(out, end, from, from + size)
    else for (let index = 0; index < size; index += 1) out[end + index] = bytes[from + index] ?? 0
    end += size
  }
  /** Of values whose text here is not that of the server. */
  const putParsed = (parse: Parser, bytes: Buffer, from: number, size: number) => {
    const value = parse(bytes.toString('utf8', from, from + size))
    const text = Buffer.from(typeof value === 'number' ? JSON.stringify(value) : value)
    reserve(text.length + LIST_HEADER)
    const number = bytesHavePoint(text) ? FLOAT : INT
    put(typeof value === 'number' ? number : TEXT, text, 0, text.length)
  }
  const putNumber = (bytes: Buffer, from: number, size: number): boolean => {
    const digits = plainDigits(bytes, from, size)
    if (digits === 0) return false
    put(digits < 0 ? FLOAT : INT, bytes, from, Math.abs(digits))
    return true
  }
  const putMoment = (bytes: Buffer, from: number, size: number): boolean => {
    const isUtc = bytes[from + size - 3] === PLUS
    if (size < SHORTEST_MOMENT || bytes[from + 10] !== SPACE || bytes[from + size - 1] === LETTER_C) return false
    const kept = isUtc ? size - 3 : size
    header(TEXT, isUtc ? kept + 1 : kept)
    for (let index = 0; index < kept; index += 1) out[end + index] = bytes[from + index] ?? 0
    out[end + 10] = LETTER_T
    end += kept
    if (isUtc) out[end++] = LETTER_Z
    return true
  }
  const value = (place: number, bytes: Buffer, from: number, size: number) => {
    const form = forms[place]
    if (form === 'text') return put(TEXT, bytes, from, size)
    if (form === 'number' && putNumber(bytes, from, size)) return
    if (form === 'moment' && putMoment(bytes, from, size)) return
    const parse = parsers[place]
    if (parse) putParsed(parse, bytes, from, size)
  }

  return {
    add(bytes, start, stop) {
      reserve(stop - start + forms.length + LIST_HEADER)
      const list = end
      end += LIST_HEADER
      let from = start + 2
      for (let place = 0; place < forms.length; place += 1) {
        const size = bytes.readInt32BE(from)
        from += 4
        if (size < 0) out[end++] = 0
        else {
          value(place, bytes, from, size)
          from += size
        }
      }
      closeList(out, list, end)
      rows += 1
    },
    rows: () => rows,
    take() {
      closeList(out, 0, end)
      const taken = out.subarray(0, end)
      out = Buffer.allocUnsafeSlow(Math.max(capacity, Math.ceil(end * 1.1)))
      end = LIST_HEADER
      rows = 0
      return taken
    },
  }
}

function closeList(out: Buffer, start: number, end: number): void {
  out[start] = LIST
  out.writeUInt32BE(end - start - LIST_HEADER, start + 1)
}

const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const PLUS = 0x2b
const SPACE = 0x20
const LETTER_C = 0x43
const LETTER_T = 0x54
const LETTER_Z = 0x5a
const SHORTEST_MOMENT = 19
/** A double holds so many characters of a number exactly. */
const MOST_EXACT = 15

/**
 * How many characters of a plain number count, without zeros at the end of a fraction: less than 0 when a point is among
 * them, and 0 for a number that has to be looked at more closely.
 */
function plainDigits(bytes: Buffer, from: number, size: number): number {
  if (size > MOST_EXACT) return 0
  let point = -1
  for (let index = 0; index < size; index += 1) {
    const byte = bytes[from + index] ?? 0
    if (byte === POINT && point < 0 && index > 0) point = index
    else if ((byte < ZERO || byte > NINE) && !(byte === MINUS && index === 0)) return 0
  }
  if (point < 0) return size
  let last = size
  while (bytes[from + last - 1] === ZERO) last -= 1
  return last === point + 1 ? point : -last
}

const bytesHavePoint = (text: Buffer): boolean => /[.e]/.test(text.toString('latin1'))
