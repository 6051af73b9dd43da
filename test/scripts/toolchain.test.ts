import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { deflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

type Tally = { passed: number; failed: number; skipped: number }

const script = (name: string) => pathToFileURL(join(import.meta.dirname, '..', '..', 'scripts', name)).href

const { add, fromPlaywright, fromVitest } = (await import(script('test/tally.mjs'))) as {
  add(tallies: Tally[]): Tally
  fromPlaywright(file: string, exitCode: number): Tally
  fromVitest(file: string, exitCode: number): Tally
}
const { extract } = (await import(script('setup/zip.mjs'))) as {
  extract(zip: string, target: string, rename: (name: string) => string | undefined): void
}
const { writeFuses } = (await import(script('setup/fuses.mjs'))) as { writeFuses(path: string, wire: string): void }
const { rendererManifest } = (await import(script('build.mjs'))) as {
  rendererManifest(folder: string): Record<string, string>
}

let folder: string
const at = (...names: string[]) => join(folder, ...names)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-toolchain-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the count of tests', () => {
  it('adds the reports of both runners', () => {
    writeFileSync(at('u.json'), '{"numPassedTests":3,"numFailedTests":0,"numPendingTests":1,"numTodoTests":1}')
    writeFileSync(at('e.json'), '{"stats":{"expected":2,"flaky":1,"unexpected":1,"skipped":4}}')
    const tally = add([fromVitest(at('u.json'), 0), fromPlaywright(at('e.json'), 1)])
    expect(tally).toEqual({ passed: 6, failed: 1, skipped: 6 })
  })

  it('counts a runner that fails without a failed test as a failure', () => {
    writeFileSync(at('u.json'), '{"numPassedTests":3,"numFailedTests":0,"numPendingTests":0,"numTodoTests":0}')
    expect(fromVitest(at('u.json'), 1).failed).toBe(1)
  })

  it('counts a runner that wrote no report as a failure', () => {
    expect(fromPlaywright(at('absent.json'), 0).failed).toBe(1)
  })
})

describe('the renderer manifest', () => {
  it('lists the page twice, the assets once and the source maps never', () => {
    mkdirSync(at('assets'))
    for (const name of ['index.html', 'assets/a.js', 'assets/a.js.map']) writeFileSync(at(name), '')
    expect(rendererManifest(folder)).toEqual({
      '/': 'index.html',
      '/assets/a.js': 'assets/a.js',
      '/index.html': 'index.html',
    })
  })
})

describe('the set-up lock', () => {
  const hold = (lock: string, log: string) => {
    const code = `
      import { appendFileSync } from 'node:fs'
      import { withLock } from ${JSON.stringify(script('setup/lock.mjs'))}
      await withLock({ file: ${JSON.stringify(lock)}, what: 'test' }, async () => {
        appendFileSync(${JSON.stringify(log)}, 'in\\n')
        await new Promise((done) => setTimeout(done, 100))
        appendFileSync(${JSON.stringify(log)}, 'out\\n')
      })`
    const child = spawn(process.execPath, ['--input-type=module', '-e', code])
    return new Promise<number | null>((done) => child.on('close', done))
  }

  it('lets one process in at a time and is gone in the end', async () => {
    const codes = await Promise.all([1, 2, 3].map(() => hold(at('lock'), at('log'))))
    expect(codes).toEqual([0, 0, 0])
    expect(readFileSync(at('log'), 'utf8')).toBe('in\nout\n'.repeat(3))
    expect(existsSync(at('lock'))).toBe(false)
  })

  it('is taken over from a process that no longer runs', async () => {
    writeFileSync(at('lock'), '2147483646 1')
    expect(await hold(at('lock'), at('log'))).toBe(0)
  })
})

describe('the zip reader', () => {
  const zipOf = (files: Record<string, string>) => {
    const parts: Buffer[] = []
    const directory: Buffer[] = []
    for (const [name, text] of Object.entries(files)) {
      const packed = deflateRawSync(text)
      const local = Buffer.alloc(30)
      local.writeUInt32LE(0x04034b50, 0)
      local.writeUInt16LE(name.length, 26)
      const entry = Buffer.alloc(46)
      entry.writeUInt32LE(0x02014b50, 0)
      entry.writeUInt16LE(8, 10)
      entry.writeUInt32LE(packed.length, 20)
      entry.writeUInt16LE(name.length, 28)
      entry.writeUInt32LE(Buffer.concat(parts).length, 42)
      parts.push(local, Buffer.from(name), packed)
      directory.push(entry, Buffer.from(name))
    }
    const end = Buffer.alloc(22)
    end.writeUInt32LE(0x06054b50, 0)
    end.writeUInt32LE(Buffer.concat(directory).length, 12)
    end.writeUInt32LE(Buffer.concat(parts).length, 16)
    return Buffer.concat([...parts, ...directory, end])
  }

  it('writes the chosen files under their new names', () => {
    writeFileSync(at('a.zip'), zipOf({ 'App/App': 'binary', 'App/big.bin': 'unused' }))
    extract(at('a.zip'), at('out'), (name) => (name === 'App/App' ? 'electron' : undefined))
    expect(readFileSync(at('out', 'electron'), 'utf8')).toBe('binary')
    expect(existsSync(at('out', 'App'))).toBe(false)
  })

  it('refuses a name that leads outside the folder', () => {
    writeFileSync(at('a.zip'), zipOf({ '../evil': 'text' }))
    expect(() => extract(at('a.zip'), at('out'), (name) => name)).toThrow('outside')
    expect(existsSync(at('evil'))).toBe(false)
  })
})

describe('the fuse writer', () => {
  const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'

  it('changes the wire and nothing else', () => {
    writeFileSync(at('binary'), `before${SENTINEL}\u0001\u0003101after`)
    writeFuses(at('binary'), '010')
    expect(readFileSync(at('binary'), 'latin1')).toBe(`before${SENTINEL}\u0001\u0003010after`)
  })

  it('refuses a binary with another number of fuses', () => {
    writeFileSync(at('binary'), `before${SENTINEL}\u0001\u0004101after`)
    expect(() => writeFuses(at('binary'), '010')).toThrow('no fuse wire of 3 fuses')
  })
})
