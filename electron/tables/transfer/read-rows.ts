import { type FileHandle, open } from 'node:fs/promises'
import { AppFailure } from '../../../shared/errors'
import { createCsvParser } from './csv-parser'
import type { FullOptions } from './detect-options'
import { createDecoder } from './encoding'
import { createJsonParser } from './json-parser'
import type { RowParser, SourceRow } from './source-row'

/** Small enough that what is made of one piece does not hold up the thread. */
const PIECE = 256 * 1024
const UNREADABLE = 'has characters that are not of the chosen encoding'
const NUL = 'has a NUL character, which no text may have'

export const createRowParser = ({ format, delimiter }: FullOptions): RowParser =>
  format === 'csv' ? createCsvParser(delimiter) : createJsonParser()

/** Rows of a file from its beginning, some at a time, and how many of its bytes have been read. */
export async function* readRows(
  file: string,
  options: FullOptions,
  signal: AbortSignal,
): AsyncGenerator<{ rows: SourceRow[]; bytes: number }> {
  const handle = await open(file, 'r')
  try {
    const decode = createDecoder(options.encoding)
    const parser = createRowParser(options)
    let bytes = 0
    let surely = true
    for (let last = false; !last; ) {
      signal.throwIfAborted()
      const piece = await readPiece(handle, PIECE)
      bytes += piece.length
      last = piece.length < PIECE
      const { text, sure } = decode(piece, last)
      surely &&= sure
      yield { rows: parser.push(text, last).map((row) => checkText(row, surely)), bytes }
    }
  } finally {
    await handle.close()
  }
}

/** The beginning of a file. Fails with `not-found` when it is gone and with `invalid-input` when it is empty. */
export async function readHead(file: string, most: number): Promise<{ head: Buffer; complete: boolean }> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new AppFailure({ code: 'not-found', what: 'file', id: 'import' })
    throw new AppFailure({ code: 'refused', message: 'This file cannot be read' })
  })
  try {
    const { size } = await handle.stat()
    const head = await readPiece(handle, most)
    if (head.length === 0) throw new AppFailure({ code: 'invalid-input', message: 'This file is empty' })
    return { head, complete: size <= head.length }
  } finally {
    await handle.close()
  }
}

/** As much as was asked for unless the file ends before. */
async function readPiece(handle: FileHandle, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}

/** `sure` says that a � in the text was in the file. */
export function checkText(row: SourceRow, sure: boolean): SourceRow {
  if ('reason' in row) return row
  const { line, text } = row
  if (!sure && text.includes('\ufffd')) return { line, text, reason: UNREADABLE }
  if (text.includes('\0') || ('json' in row && text.includes('\\u0000'))) return { line, text, reason: NUL }
  return row
}
