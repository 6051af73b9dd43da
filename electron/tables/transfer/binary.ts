import { AppFailure } from '../../../shared/errors'
import type { Encoding } from './encoding'

/** How files begin that are often taken for a table, and what to say of them. */
const KNOWN: [string, string][] = [
  ['PK\x03\x04', 'a workbook or an archive; save the sheet as CSV'],
  ['\xd0\xcf\x11\xe0', 'an Office file; save the sheet as CSV'],
  ['%PDF-', 'a PDF'],
  ['\x1f\x8b', 'compressed; unpack it'],
  ['SQLite format 3\0', 'a database'],
  ['\x89PNG', 'a picture'],
  ['\xff\xd8\xff', 'a picture'],
]

/** Fails with `invalid-input` for what is no text. */
export function refuseBinary(head: Buffer, encoding: Encoding): void {
  const start = head.subarray(0, 32).toString('latin1')
  const known = KNOWN.find(([prefix]) => start.startsWith(prefix))
  if (known) throw new AppFailure({ code: 'invalid-input', message: `This file is ${known[1]}` })
  if (encoding.startsWith('utf-16')) return
  const sample = head.subarray(0, 64 * 1024)
  const controls = sample.reduce((count, byte) => count + (isControl(byte) ? 1 : 0), 0)
  const bearable = encoding === 'utf-8' ? 0.1 : 0.02
  if (controls > sample.length * bearable)
    throw new AppFailure({ code: 'invalid-input', message: 'This file holds no text that could be imported' })
}

const isControl = (byte: number) => byte < 32 && byte !== 27 && !(byte >= 9 && byte <= 13)
