import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createBackground } from '../../../electron/app/background'
import { setLoginItem } from '../../../electron/app/login-item'
import { createNotifier, inWords, type News } from '../../../electron/app/notifications'
import { syncWords, trayTemplate } from '../../../electron/app/tray-template'
import { DEFAULT_PREFERENCES } from '../../../shared/domain/default-preferences'
import type { Preferences } from '../../../shared/domain/preferences'

type Handler = (event: { preventDefault: () => void }) => void

/** A program with one window, and what was done to it. */
async function open(kind: 'manual' | 'interval', preferences: Partial<Preferences> = {}) {
  let current: Preferences = { ...DEFAULT_PREFERENCES, ...preferences }
  const done: string[] = []
  const handlers = new Map<string, Handler>()
  const on = (name: string, handler: Handler) => void handlers.set(name, handler)
  const shown: string[] = []
  const background = createBackground({
    app: { on } as never,
    settings: {
      preferences: () => current,
      setPreferences: (change) => {
        current = { ...current, ...change } as Preferences
      },
    },
    makeTray: () => ({
      show: (summary) => void shown.push(syncWords(summary)),
      remove: () => void done.push('removed'),
    }),
    sayKept: () => done.push('said'),
    setTimer: (_ms, run) => run(),
    onFailure: (error) => {
      throw error
    },
  })
  background.watch({ on, hide: () => done.push('hidden') } as never)
  const connection = { status: 'healthy', schedule: kind === 'manual' ? { kind } : { kind, minutes: 60 } }
  await background.follow({
    list: async () => [connection] as never,
    state: () => ({ paused: false, offline: false, syncing: 0 }),
  })
  const close = () => handlers.get('close')?.({ preventDefault: () => done.push('kept') })
  return { close, done, shown, quit: () => handlers.get('before-quit')?.({ preventDefault: () => {} }) }
}

describe('closing the window', () => {
  it('leaves the program running for a schedule, and says so once', async () => {
    const { close, done, shown } = await open('interval')
    expect(shown).toEqual(['Data connections are up to date'])
    close()
    close()
    expect(done).toEqual(['kept', 'hidden', 'said', 'kept', 'hidden'])
  })

  it.each([
    ['there is no schedule', 'manual', {}],
    ['the person does not want it', 'interval', { keepSyncing: false }],
  ] as const)('ends the program when %s', async (_when, kind, preferences) => {
    const { close, done, shown } = await open(kind, preferences)
    close()
    expect([...done, ...shown]).toEqual([])
  })

  it('ends it when the person quits', async () => {
    const { close, quit, done } = await open('interval')
    quit()
    close()
    expect(done).toEqual([])
  })
})

describe('the menu beside the clock', () => {
  const idle = { paused: false, offline: false, syncing: 0, attention: 0 }
  it.each([
    [idle, 'Data connections are up to date'],
    [{ ...idle, syncing: 2, attention: 1 }, '2 data connections are syncing'],
    [{ ...idle, attention: 1, paused: true }, '1 data connection needs attention'],
    [{ ...idle, paused: true }, 'Syncing is paused'],
    [{ ...idle, offline: true }, 'Syncing waits for a network'],
  ])('says what matters most of %o', (summary, words) => expect(syncWords(summary)).toBe(words))

  it('pauses and resumes', () => {
    const called: string[] = []
    const act = (name: string) => () => void called.push(name)
    const actions = {
      open: act('open'),
      syncNow: act('sync'),
      pause: act('pause'),
      resume: act('resume'),
      quit: act('quit'),
    }
    const labels = (paused: boolean) => trayTemplate({ ...idle, paused }, actions).map(({ label }) => label)
    expect(labels(false)).toEqual([
      'Data connections are up to date',
      undefined,
      ...['Open Patchbay', 'Sync now', 'Pause syncing', undefined, 'Quit'],
    ])
    expect(labels(true)).toContain('Resume syncing')
    for (const item of trayTemplate(idle, actions)) (item.click as (() => void) | undefined)?.()
    expect(called).toEqual(['open', 'sync', 'pause', 'quit'])
  })
})

describe('notifications', () => {
  const news = (id: string, kind: News['kind'] = 'failed'): News => ({ id, kind, name: id, message: 'Nobody answers' })
  it('say one thing in its own words', () => {
    expect(inWords([news('Shop', 'needs-reauth')])).toEqual({
      title: 'Shop has to be reconnected',
      body: 'Nobody answers',
    })
    expect(inWords([news('Shop'), news('Shop', 'recovered')])).toMatchObject({ title: 'Shop syncs again' })
  })

  it('put together what happens at the same time', () => {
    const shown: string[] = []
    const timers: (() => void)[] = []
    const notify = createNotifier({
      show: ({ title }) => shown.push(title),
      setTimer: (_ms, done) => timers.push(done),
    })
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) notify(news(id))
    for (const done of timers) done()
    notify(news('g'))
    for (const done of timers.slice(1)) done()
    expect(shown).toEqual(['6 data connections have news', 'g was not synced'])
  })
})

describe('starting at login', () => {
  it('is an entry in the autostart folder on Linux, and goes away again', () => {
    const folder = mkdtempSync(join(tmpdir(), 'patchbay-login-'))
    const app = { getPath: () => folder, setLoginItemSettings: () => {} }
    const program = '/opt/My "100%" apps/patchbay'
    setLoginItem({ app, platform: 'linux', program, wanted: true })
    const file = join(folder, 'autostart', 'patchbay.desktop')
    expect(readFileSync(file, 'utf8')).toContain('Exec="/opt/My \\\\"100%%\\\\" apps/patchbay" --hidden\n')
    setLoginItem({ app, platform: 'linux', program, wanted: false })
    expect(existsSync(file)).toBe(false)
    rmSync(folder, { recursive: true })
  })

  it('is left to the system elsewhere', () => {
    const given: unknown[] = []
    const app = { getPath: () => '', setLoginItemSettings: (settings: unknown) => void given.push(settings) }
    setLoginItem({ app, platform: 'darwin', program: '/p', wanted: true })
    expect(given).toEqual([{ openAtLogin: true, args: ['--hidden'] }])
  })
})
