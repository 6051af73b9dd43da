import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeFileSync } from 'node:fs'
import { dirname, resolve, sep } from 'node:path'
import { inflateRawSync } from 'node:zlib'

const END = 0x06054b50
const ENTRY = 0x02014b50

function readAt(file, position, length) {
  const buffer = Buffer.alloc(length)
  if (readSync(file, buffer, 0, length, position) !== length) throw new Error('The zip file ends too early.')
  return buffer
}

function* entries(file) {
  const { size } = fstatSync(file)
  const tail = readAt(file, Math.max(0, size - 65_557), Math.min(size, 65_557))
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06'))
  if (end < 0 || tail.readUInt32LE(end) !== END) throw new Error('Not a zip file.')
  const directory = readAt(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12))
  for (let at = 0; at < directory.length && directory.readUInt32LE(at) === ENTRY; ) {
    const nameLength = directory.readUInt16LE(at + 28)
    yield {
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20),
      mode: directory.readUInt32LE(at + 38) >>> 16,
      offset: directory.readUInt32LE(at + 42),
    }
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
}

function contents(file, entry) {
  const header = readAt(file, entry.offset, 30)
  const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
  const bytes = readAt(file, start, entry.packed)
  return entry.method === 0 ? bytes : inflateRawSync(bytes)
}

/** Writes the files for which `rename` returns a path below `target`; no zip64, which the archives used here do not need. */
export function extract(zipPath, target, rename) {
  const file = openSync(zipPath, 'r')
  try {
    for (const entry of entries(file)) {
      const name = entry.name.endsWith('/') ? undefined : rename(entry.name)
      if (!name) continue
      const path = resolve(target, name)
      if (!path.startsWith(resolve(target) + sep)) throw new Error(`The zip file names a path outside itself: ${name}`)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, contents(file, entry), { mode: entry.mode & 0o111 ? 0o755 : 0o644 })
    }
  } finally {
    closeSync(file)
  }
}
