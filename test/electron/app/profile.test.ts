import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '../../../electron/app/log'
import { prepareProfile, profilePaths } from '../../../electron/app/paths'
import { openSettings } from '../../../electron/app/settings'
import { DEFAULT_PREFERENCES } from '../../../shared/domain/default-preferences'
import { Preferences } from '../../../shared/domain/preferences'

const mode = (path: string) => statSync(path).mode & 0o777
let root: string
let umask: number

beforeEach(() => {
  umask = process.umask(0o000)
  root = join(mkdtempSync(join(tmpdir(), 'patchbay-profile-')), 'profile')
})
afterEach(() => {
  process.umask(umask)
  rmSync(join(root, '..'), { recursive: true, force: true })
})

describe.skipIf(process.platform === 'win32')('the profile folder', () => {
  it('is closed to other users of the computer, and so is every file made in it later', () => {
    const paths = profilePaths(root)
    writeFileSync(join(root, '..', 'twin'), '')
    expect(mode(join(root, '..', 'twin'))).toBe(0o666)
    prepareProfile(paths)
    writeFileSync(join(root, 'workspace.sqlite-wal'), '')
    expect([paths.root, paths.logs, paths.chromium].map(mode)).toEqual([0o700, 0o700, 0o700])
    expect(mode(join(root, 'workspace.sqlite-wal'))).toBe(0o600)
  })

  it('is closed again when something had opened it', () => {
    prepareProfile(profilePaths(root))
    process.umask(0o000)
    writeFileSync(join(root, 'workspace.sqlite'), '', { mode: 0o666 })
    prepareProfile(profilePaths(root))
    expect(mode(join(root, 'workspace.sqlite'))).toBe(0o600)
  })
})

describe('settings', () => {
  const file = () => join(root, 'settings.json')
  beforeEach(() => prepareProfile(profilePaths(root)))

  it('keep preferences and the place of the window over a restart, readable by their owner only', () => {
    const first = openSettings(root)
    first.setPreferences({ theme: 'dark' })
    first.setWindow({ width: 900, height: 700, x: 5, y: 6, maximized: true })
    const second = openSettings(root)
    expect(second.preferences()).toEqual({ ...DEFAULT_PREFERENCES, theme: 'dark' })
    expect(second.window()).toEqual({ width: 900, height: 700, x: 5, y: 6, maximized: true })
    expect(second.setAside).toBeNull()
    if (process.platform !== 'win32') expect(mode(file())).toBe(0o600)
  })

  it.each([
    ['is not JSON', '{"preferences":'],
    ['is empty', ''],
    ['holds something else', '{"preferences":{"theme":"pink"}}'],
    ['holds a field of no meaning', JSON.stringify({ window: { width: 1, height: 1, maximized: false, secret: 'x' } })],
  ])('fall back to defaults when the file %s, and keep it', (_, content) => {
    writeFileSync(file(), content)
    const settings = openSettings(root)
    expect(settings.preferences()).toEqual(DEFAULT_PREFERENCES)
    expect(readFileSync(settings.setAside ?? '', 'utf8')).toBe(content)
  })

  it('know every preference of the contract, and no other', () => {
    const settings = openSettings(root)
    expect(Object.keys(settings.preferences()).sort()).toEqual(Object.keys(Preferences.shape).sort())
    for (const [key, value] of Object.entries({
      theme: 'light',
      density: 'dense',
      keepSyncing: false,
      keepSyncingTold: true,
      startAtLogin: true,
      notifications: false,
      welcomeDone: true,
      sidebarCollapsed: true,
    })) {
      settings.setPreferences(Preferences.partial().parse({ [key]: value }))
    }
    expect(Preferences.parse(settings.preferences())).toEqual({
      theme: 'light',
      density: 'dense',
      keepSyncing: false,
      keepSyncingTold: true,
      startAtLogin: true,
      notifications: false,
      welcomeDone: true,
      sidebarCollapsed: true,
    })
  })

  it('goes on with a file from before there were some of them', () => {
    const { theme, density, welcomeDone, sidebarCollapsed } = DEFAULT_PREFERENCES
    const preferences = { theme, density, welcomeDone, sidebarCollapsed: !sidebarCollapsed }
    writeFileSync(
      join(root, 'settings.json'),
      JSON.stringify({ preferences, window: { width: 900, height: 700, maximized: false } }),
    )
    const settings = openSettings(root)
    expect(settings.setAside).toBeNull()
    expect(settings.preferences()).toEqual({ ...DEFAULT_PREFERENCES, sidebarCollapsed: !sidebarCollapsed })
  })
})

describe('the log', () => {
  const file = () => join(root, 'logs', 'main.log')
  const redact = (line: string) => line.replaceAll('sk-planted', '•••')
  const lines = () => readFileSync(file(), 'utf8').trimEnd().split('\n')
  beforeEach(() => prepareProfile(profilePaths(root)))

  it('is one JSON object a line, readable by its owner only', () => {
    const log = createLog({ file: file(), redact, now: () => new Date(0) })
    log.info('started', { version: '1.2.3', tries: 2 })
    log.error('100% wrong\nline')
    expect(lines().map((line) => JSON.parse(line))).toEqual([
      { at: '1970-01-01T00:00:00.000Z', level: 'info', event: 'started', version: '1.2.3', tries: 2 },
      { at: '1970-01-01T00:00:00.000Z', level: 'error', event: '100% wrong\nline' },
    ])
    if (process.platform !== 'win32') expect(mode(file())).toBe(0o600)
  })

  it('loses a secret wherever it stands: event, key or value', () => {
    const log = createLog({ file: file(), redact })
    log.warn('sk-planted', { 'sk-planted': 1, note: 'x sk-planted y' })
    expect(lines()[0]).not.toContain('sk-planted')
    expect(lines()[0]?.split('•••')).toHaveLength(4)
  })

  it('writes the secret when nothing redacts it', () => {
    createLog({ file: file(), redact: (line) => line }).warn('sk-planted')
    expect(lines()[0]).toContain('sk-planted')
  })

  it('rotates and keeps three old files', () => {
    const log = createLog({ file: file(), redact, maxBytes: 500 })
    for (let index = 0; index < 60; index++) log.info('line', { index, filler: 'x'.repeat(100) })
    expect(readdirSync(join(root, 'logs')).sort()).toEqual(['main.1.log', 'main.2.log', 'main.3.log', 'main.log'])
    expect(existsSync(file())).toBe(true)
    expect(JSON.parse(lines().at(-1) ?? '')).toMatchObject({ index: 59 })
    expect(statSync(file()).size).toBeLessThan(1000)
  })
})
