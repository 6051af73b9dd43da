import { isUtf8 } from 'node:buffer'
import { analyse } from 'chardet'
import type { ENCODINGS } from '../../../shared/domain/encodings'

export type Encoding = (typeof ENCODINGS)[number]

const SAMPLE = 64 * 1024
const MARKS: [Encoding, number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
]
const NAMES: Record<string, Encoding> = {
  Shift_JIS: 'shift_jis',
  GB18030: 'gb18030',
  'ISO-8859-2': 'iso-8859-2',
  'windows-1250': 'iso-8859-2',
}

export const hasByteOrderMark = (head: Buffer): boolean => MARKS.some(([, mark]) => startsWith(head, mark))

/** By its mark, else UTF-8 where that is valid, else what the bytes look like. */
export function detectEncoding(head: Buffer): Encoding {
  const marked = MARKS.find(([, mark]) => startsWith(head, mark))
  if (marked) return marked[0]
  const wide = detectWide(head)
  if (wide) return wide
  if (isUtf8(head.subarray(0, wholeCharacters(head)))) return 'utf-8'
  const [best] = analyse(head.subarray(0, SAMPLE))
  const found = best && NAMES[best.name]
  // Short Western texts look Romanian to the detector.
  return found && best.confidence >= 40 && best.lang !== 'ro' ? found : 'windows-1252'
}

/** UTF-16 without a mark: of mostly Latin text every second byte is 0. */
function detectWide(head: Buffer): Encoding | null {
  const sample = head.subarray(0, 4096)
  const zeros: [number, number] = [0, 0]
  for (const [index, byte] of sample.entries()) if (byte === 0) zeros[index % 2 === 0 ? 0 : 1] += 1
  const many = sample.length * 0.2
  if (zeros[1] > many && zeros[0] < zeros[1] / 20) return 'utf-16le'
  if (zeros[0] > many && zeros[1] < zeros[0] / 20) return 'utf-16be'
  return null
}

const startsWith = (head: Buffer, mark: number[]) => mark.every((byte, index) => head[index] === byte)

/** Where the last character that is there with all its bytes ends. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) break
    if (byte >= 0xc0) return bytesOf(byte) > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}

/** How long a character is that begins with this byte. */
function bytesOf(byte: number): number {
  if (byte >= 0xf0) return 4
  return byte >= 0xe0 ? 3 : 2
}

/** `sure` is false when a � in the text may stand for bytes that could not be read. */
type Decoded = { text: string; sure: boolean }
type Decode = (bytes: Buffer, last: boolean) => Decoded

/** Reads a file piece by piece, without its byte order mark. */
export function createDecoder(encoding: Encoding): Decode {
  const decode = decoderOf(encoding)
  let first = true
  return (bytes, last) => {
    const decoded = decode(bytes, last)
    if (!first || decoded.text === '') return decoded
    first = false
    return decoded.text.startsWith('\ufeff') ? { ...decoded, text: decoded.text.slice(1) } : decoded
  }
}

function decoderOf(encoding: Encoding): Decode {
  if (encoding === 'utf-8') return utf8Decoder()
  if (encoding === 'windows-1252') return (bytes) => ({ text: decodeWestern(bytes), sure: true })
  const decoder = new TextDecoder(encoding, { ignoreBOM: true })
  return (bytes, last) => ({ text: decoder.decode(bytes, { stream: !last }), sure: false })
}

function utf8Decoder(): Decode {
  let rest = Buffer.alloc(0)
  return (bytes, last) => {
    const all = rest.length > 0 ? Buffer.concat([rest, bytes]) : bytes
    const end = last ? all.length : wholeCharacters(all)
    rest = Buffer.from(all.subarray(end))
    const whole = all.subarray(0, end)
    return { text: whole.toString('utf8'), sure: isUtf8(whole) }
  }
}

/** The characters of windows-1252 for the bytes 0x80 to 0x9f (WHATWG Encoding); Node 20 decodes them as controls. */
const WESTERN = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'

const decodeWestern = (bytes: Buffer): string =>
  bytes.toString('latin1').replace(/[\x80-\x9f]/g, (control) => WESTERN[control.charCodeAt(0) - 0x80] ?? control)
