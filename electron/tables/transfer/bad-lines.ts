import { type FileHandle, open, rm } from 'node:fs/promises'
import type { BadLine } from '../../../shared/domain/transfer'
import { csvText } from './csv-text'

const MOST_KEPT = 200
const LONGEST_KEPT = 500
/** Characters that wait for being written. */
const MOST_WAITING = 256 * 1024

/** The text is a copy: a part of a string keeps all of it in memory. */
export const shortLine = ({ line, reason, text }: BadLine): BadLine => ({
  line,
  reason,
  text: Buffer.from(text.slice(0, LONGEST_KEPT)).toString(),
})

/** Collects lines that were left out; the file for them is created with the first one. */
export function createBadLines(file: string) {
  const kept: BadLine[] = []
  let handle: FileHandle | null = null
  let created = false
  let waiting: string[] = []
  let length = 0
  let count = 0

  const flush = async () => {
    if (waiting.length === 0) return
    handle ??= await open(file, 'wx', 0o600)
    created = true
    await handle.writeFile(waiting.join(''))
    waiting = []
    length = 0
  }
  return {
    add(bad: BadLine): void {
      if (count === 0) waiting.push('\ufeffline,reason,text\r\n')
      count += 1
      if (kept.length < MOST_KEPT) kept.push(shortLine(bad))
      const row = `${bad.line},${csvText(bad.reason, true)},${csvText(bad.text, true)}\r\n`
      waiting.push(row)
      length += row.length
    },
    /** Await it now and then, so that what waits does not grow. */
    async settle(): Promise<void> {
      if (length > MOST_WAITING) await flush()
    },
    /** What was collected so far, once it is on the disk. */
    async report(): Promise<{ bad: number; badLines: BadLine[] }> {
      await flush()
      await handle?.sync()
      return { bad: count, badLines: [...kept].sort((one, other) => one.line - other.line) }
    },
    async close(): Promise<void> {
      await handle?.close()
      handle = null
    },
    async discard(): Promise<void> {
      await handle?.close()
      handle = null
      if (created) await rm(file, { force: true })
    },
  }
}

export type BadLines = ReturnType<typeof createBadLines>
