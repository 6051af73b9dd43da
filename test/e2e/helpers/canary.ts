import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Every way in which a secret usually travels. A base64 of a longer text holds it at one of three offsets. */
export function encodingsOf(secret: string): Record<string, Buffer> {
  const bytes = Buffer.from(secret)
  const inside = (offset: number) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    // The characters at either end depend on the neighbours, so they are left out.
    return text.slice(offset === 0 ? 0 : offset + 1, -4)
  }
  const escaped = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
  const named: Record<string, string> = {
    utf8: secret,
    hex: bytes.toString('hex'),
    'base64-0': inside(0),
    'base64-1': inside(1),
    'base64-2': inside(2),
    'base64url-0': inside(0).replaceAll('+', '-').replaceAll('/', '_'),
    percent: escaped,
    'url-component': encodeURIComponent(secret),
    first: secret.slice(0, 16),
    last: secret.slice(-16),
  }
  const entries = Object.entries(named).map(([name, text]): [string, Buffer] => [name, Buffer.from(text)])
  return { ...Object.fromEntries(entries), utf16le: Buffer.from(secret, 'utf16le') }
}

/** Where a secret stands in these bytes: "utf8", "hex"… */
export const foundIn = (bytes: Buffer, secret: string): string[] =>
  Object.entries(encodingsOf(secret)).flatMap(([name, needle]) => (bytes.includes(needle) ? [name] : []))

/** All files below a folder, links and sockets left out. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesBelow(path)
    return entry.isFile() ? [path] : []
  })
}

export const readBytes = (file: string): Buffer => readFileSync(file)
