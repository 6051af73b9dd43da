import { existsSync, renameSync, rmSync } from 'node:fs'
import nodeLog from 'electron-log/node'

type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>
type Write = (event: string, fields?: LogFields) => void
export type Log = { info: Write; warn: Write; error: Write }

type LogDeps = {
  file: string
  /** Sees the whole finished line, so that no field, key or message can carry a secret past it. */
  redact: (line: string) => string
  toConsole?: boolean
  now?: () => Date
  maxBytes?: number
}

const KEPT_FILES = 3
const MAX_FIELD_CHARS = 2000

/**
 * One JSON object a line. The Node flavour of electron-log is used: the Electron one would add an IPC door of its own.
 * The file rotates at `maxBytes` (5 MB), three old ones are kept.
 */
export function createLog({
  file,
  redact,
  toConsole = false,
  now = () => new Date(),
  maxBytes = 5_000_000,
}: LogDeps): Log {
  const logger = nodeLog.create({ logId: file })
  logger.transports.console.level = false
  const transport = logger.transports.file
  transport.level = 'silly'
  transport.maxSize = maxBytes
  transport.resolvePathFn = () => file
  transport.archiveLogFn = () => rotate(file)
  transport.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' }
  transport.transforms = [({ data }) => data[0]]

  const write =
    (level: 'info' | 'warn' | 'error'): Write =>
    (event, fields = {}) => {
      const line = redact(formatLine(now(), level, event, cutFields(fields, redact)))
      logger[level](line)
      if (toConsole) process.stderr.write(`${line}\n`)
    }
  return { info: write('info'), warn: write('warn'), error: write('error') }
}

/** Redacted before it is cut: half of a secret would not be recognised. The finished line is redacted once more. */
function cutFields(fields: LogFields, redact: (text: string) => string): LogFields {
  const cut = (value: LogFields[string]) =>
    typeof value === 'string' ? redact(value).slice(0, MAX_FIELD_CHARS) : value
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, cut(value)]))
}

const formatLine = (at: Date, level: string, event: string, fields: LogFields): string =>
  JSON.stringify({ at: at.toISOString(), level, event, ...fields })

function rotate(file: string): void {
  const old = (index: number) => file.replace(/(\.\w+)?$/, (extension) => `.${index}${extension}`)
  rmSync(old(KEPT_FILES), { force: true })
  for (let index = KEPT_FILES - 1; index >= 1; index--) {
    if (existsSync(old(index))) renameSync(old(index), old(index + 1))
  }
  if (existsSync(file)) renameSync(file, old(1))
}
