import { readFileSync, writeFileSync } from 'node:fs'

const SENTINEL = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX')

/** Writes an Electron binary's fuse wire: one character per fuse, '1' on, '0' off, in the order of `FuseV1Options` of @electron/fuses. */
export function writeFuses(binaryPath, wire) {
  const binary = readFileSync(binaryPath)
  const at = binary.indexOf(SENTINEL)
  const start = at + SENTINEL.length
  if (at < 0 || binary[start] !== 1 || binary[start + 1] !== wire.length) {
    throw new Error(`${binaryPath} has no fuse wire of ${wire.length} fuses.`)
  }
  binary.write(wire, start + 2, 'ascii')
  writeFileSync(binaryPath, binary)
}
