import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

const BANNED = {
  'child processes': /['"](node:)?child_process['"]/,
  'second JavaScript contexts': /['"](node:)?vm['"]/,
  'evaluated strings': /(?<![\w.])eval\s*\(|new\s+Function\s*\(/,
  'HTML from strings':
    /\.(inner|outer)HTML\s*\+?=(?!=)|insertAdjacentHTML|document\.write\s*\(|dangerouslySetInnerHTML/,
  '@electron/remote': /@electron\/remote/,
  'plain http addresses': /http:\/\/(?!(localhost|127\.0\.0\.1|\[::1\])([:/?'"`$]|$)|www\.w3\.org\/)/,
}

const OPENS_BROWSER = /\bopenExternal\s*\(/

function sources(folder: string): { file: string; text: string }[] {
  return ['electron', 'renderer', 'shared'].flatMap((part) =>
    readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|tsx|html)$/.test(name))
      .map((name) => ({ file: join(part, name), text: readFileSync(join(folder, part, name), 'utf8') })),
  )
}

/** `file:line` of each match, so that a failure names the place. */
function matches(folder: string, pattern: RegExp): string[] {
  return sources(folder).flatMap(({ file, text }) =>
    text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}`] : [])),
  )
}

describe('the sources', () => {
  it.each(Object.entries(BANNED))('contain no %s', (_, pattern) => {
    expect(matches(root, pattern)).toEqual([])
  })

  it('open the browser from exactly one module', () => {
    const files = matches(root, OPENS_BROWSER).map((place) => place.split(':')[0])
    expect([...new Set(files)]).toHaveLength(1)
  })
})

describe('the scan of the sources', () => {
  const PLANTED: [keyof typeof BANNED, string][] = [
    ['child processes', "import { spawn } from 'node:child_process'"],
    ['child processes', 'const { exec } = require("child_process")'],
    ['second JavaScript contexts', "import { runInNewContext } from 'node:vm'"],
    ['evaluated strings', 'const sum = eval(text)'],
    ['evaluated strings', "const sum = new Function('a', text)"],
    ['HTML from strings', 'element.innerHTML = text'],
    ['HTML from strings', '<p dangerouslySetInnerHTML={{ __html: text }} />'],
    ['@electron/remote', "import remote from '@electron/remote'"],
    ['plain http addresses', "const url = 'http://api.example.com'"],
    ['plain http addresses', "const url = 'http://localhost.example.com'"],
  ]
  const ALLOWED = [
    'const url = "http://127.0.0.1:8080/callback"',
    "const url = 'http://localhost:11434'",
    'const svg = "http://www.w3.org/2000/svg"',
    'if (element.innerHTML === text) count()',
    'await regex.exec(retrieval(text))',
  ]
  let folder: string

  const plant = (line: string) => {
    for (const part of ['electron/chat/twin.ts', 'renderer/main.tsx', 'shared/errors.ts']) {
      mkdirSync(dirname(join(folder, part)), { recursive: true })
      writeFileSync(join(folder, part), part.endsWith('twin.ts') ? `export {}\n${line}\n` : 'export {}\n')
    }
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'patchbay-banned-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it.each(PLANTED)('finds %s in `%s`', (name, line) => {
    plant(line)
    expect(matches(folder, BANNED[name])).toEqual([join('electron', 'chat', 'twin.ts:2')])
  })

  it.each(ALLOWED)('lets `%s` be', (line) => {
    plant(line)
    expect(Object.values(BANNED).flatMap((pattern) => matches(folder, pattern))).toEqual([])
  })

  it('sees a second module that opens the browser', () => {
    plant('void shell.openExternal(url)')
    expect(matches(folder, OPENS_BROWSER)).toEqual([join('electron', 'chat', 'twin.ts:2')])
  })
})
