import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createBackground } from '../../../electron/app/background'
import { setLoginItem } from '../../../electron/app/login-item'
import { createNotifier, inWords, type News } from '../../../electron/app/notifications'
import { syncWords, trayTemplate } from '../../../electron/app/tray-template'
import type { DataConnection } from '../../../shared/domain/data-connection'
import { DEFAULT_PREFERENCES } from '../../../shared/domain/default-preferences'
import type { Preferences } from '../../../shared/domain/preferences'

type Handler = (event: { preventDefault: () => void }) => void

/** A program with one window, and what was done to it. */
async function open(
  kind: 'manual' | 'interval',
  preferences: Partial<Preferences> = {},
  changes: Partial<DataConnection> = {},
) {
  let current: Preferences = { ...DEFAULT_PREFERENCES, ...preferences }
  const done: string[] = []
  const handlers = new Map<string, Handler>()
  const on = (name: string, handler: Handler) => void handlers.set(name, handler)
  const shown: string[] = []
  const badges: number[] = []
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
    setBadge: (count) => void badges.push(count),
    setTimer: (_ms, run) => run(),
    onFailure: (error) => {
      throw error
    },
  })
  background.watch({ on, hide: () => done.push('hidden') } as never)
  const schedule = kind === 'manual' ? { kind } : { kind, minutes: 60 }
  const connection = { status: 'healthy', failure: null, streams: [], schedule, ...changes }
  await background.follow({
    list: async () => [connection] as never,
    state: () => ({ paused: false, offline: false, syncing: 0 }),
  })
  const close = () => handlers.get('close')?.({ preventDefault: () => done.push('kept') })
  return { close, done, shown, badges, quit: () => handlers.get('before-quit')?.({ preventDefault: () => {} }) }
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

  it.each([
    [{ status: 'needs-reauth' }, 1],
    [{ status: 'failed' }, 1],
    [{ status: 'degraded' }, 0],
    [{ status: 'paused' }, 0],
    [{ status: 'paused', failure: { message: '', advice: '', reason: 'paused-by-failures' } }, 1],
    [{ status: 'degraded', streams: [{ failure: { message: '', advice: '', reason: 'many-deletes' } }] as never }, 1],
    [{ status: 'rate-limited' }, 0],
  ] satisfies [Partial<DataConnection>, number][])(
    'counts what needs somebody on its icon, with a schedule or not: %o',
    async (changes, count) => {
      expect((await open('manual', {}, changes)).badges).toEqual([count])
      expect((await open('interval', {}, changes)).badges).toEqual([count])
    },
  )

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
      id: 'Shop',
      title: 'Shop has to be reconnected',
      body: 'Nobody answers',
    })
    expect(inWords([news('Shop'), news('Shop', 'recovered')])).toMatchObject({ title: 'Shop syncs again' })
  })

  it.each([
    ['question', 'Shop has a question about deleted records'],
    ['fields', 'The fields of Shop have changed'],
    ['late', 'Shop has not synced for long'],
    ['paused', 'Shop was paused'],
  ] as const)('have words for %s', (kind, title) => expect(inWords([news('Shop', kind)]).title).toBe(title))

  it('put together what happens at the same time, and lead to the list then', () => {
    const shown: string[] = []
    expect(inWords([news('a'), news('b', 'needs-reauth')])).toEqual({
      id: null,
      title: '2 data connections have news',
      body: 'a was not synced.\nb has to be reconnected.',
    })
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
  it('is off at first, while syncing goes on and news are told', () => {
    expect(DEFAULT_PREFERENCES).toMatchObject({ startAtLogin: false, keepSyncing: true, notifications: true })
  })

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
