import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import github from '../../../electron/sources/catalog/github'
import type { Selection, SourceReader } from '../../../electron/sources/define'
import { type GitHubServer, githubFailure, person, startGitHub } from '../../helpers/sources/github-server'
import { createMirror, type Mirror, seeded, wholeStream } from '../../helpers/sources/mirror'
import { changesIn, inFull, kindOf, readerAt, readings, windowAfter } from '../../helpers/sources/readings'

const TOKEN = 'github_pat_test'
const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000]
const REPOSITORY = 'acme/app'

let server: GitHubServer
beforeEach(async () => {
  server = await startGitHub(TOKEN, [REPOSITORY, 'acme/web.site'])
})
afterEach(async () => {
  await server.close()
  expect(server.violations).toEqual([])
})

type Given = { token?: string; repositories?: string; signal?: AbortSignal }

function open({ token = TOKEN, repositories = REPOSITORY, ...given }: Given = {}): SourceReader {
  return readerAt(github, { config: { repositories }, secrets: { token } }, { base: server.url, ...given })
}

const reading = readings(open)

function addMany(count: number, secondsApart = 60): void {
  for (let index = 0; index < count; index += 1) {
    server.add(REPOSITORY)
    server.clock += secondsApart * SECOND
  }
}

/** Numbers and titles with the time of the last change, which is enough to tell versions apart. */
const seen = ({ rows }: Mirror, { fields }: Selection) => {
  const [number, title, at] = ['number', 'title', 'updated_at'].map((name) =>
    fields.findIndex((field) => field.name === name),
  )
  return new Map([...rows.values()].map((row) => [row[number ?? 0], [row[title ?? 0], row[at ?? 0]]]))
}
const there = () =>
  new Map(
    [...(server.repositories.get(REPOSITORY)?.issues.values() ?? [])].map((each) => [
      each.number,
      [each.title, each.updated_at],
    ]),
  )

const nextWindow = (selection: Selection, after: number) =>
  windowAfter(github.timing(selection.stream), after, server.clock)

describe('connecting', () => {
  test('says who it is by an id that a new name does not change', async () => {
    expect(await open().check()).toEqual({ identity: 'ada', externalId: '7', testMode: false })
  })

  test('names the version of the API that it was written for', async () => {
    await open().check()
    expect(server.requests.map(({ headers }) => headers['x-github-api-version'])).toEqual(['2022-11-28'])
  })

  test('asks for another token when the one it has is not accepted', async () => {
    await expect(open({ token: 'old' }).check()).rejects.toMatchObject(kindOf('needs-reauth', /Bad credentials/))
  })

  test('says that nobody answered when there is no network', async () => {
    await server.close()
    await expect(open().check()).rejects.toMatchObject(kindOf('retry', /Nobody answered/))
  })
})

describe('discovery', () => {
  test('offers each repository once, however it was typed', async () => {
    const repositories = 'acme/app\n\n https://github.com/Acme/App \nacme/web.site'
    const streams = await open({ repositories }).discover()
    expect(streams.map(({ name, cursorField, deletes }) => [name, cursorField, deletes])).toEqual([
      ['acme/app', 'updated_at', 'full-read'],
      ['acme/web.site', 'updated_at', 'full-read'],
    ])
    expect(streams[0]?.fields.filter(({ primaryKey }) => primaryKey).map(({ name }) => name)).toEqual(['number'])
  })

  test('keeps a repository that is not there or may not be seen, and says so', async () => {
    const [found, missing] = await open({ repositories: 'acme/app acme/secret' }).discover()
    expect(found?.note).toMatch(/once a day/)
    expect(missing).toMatchObject({ name: 'acme/secret', note: expect.stringMatching(/no access/) })
  })

  test.each(['acme', 'acme/..', 'acme/app/issues', 'acme/a?b', 'https://evil.example/acme/app'])(
    'refuses %s',
    async (repositories) => {
      await expect(open({ repositories }).discover()).rejects.toMatchObject(kindOf('config', /is no repository/))
    },
  )
})

describe('reading everything', () => {
  test('has each kind of value in the form of a table, and marks pull requests', async () => {
    const pull = 'https://api.github.com/repos/acme/app/pulls/1'
    const links = { url: pull, html_url: pull, diff_url: pull, patch_url: pull }
    server.add(REPOSITORY, {
      ...{ pull_request: { ...links, merged_at: '2026-01-09T10:00:00Z' }, draft: false, state: 'closed', comments: 3 },
      ...{ labels: [{ id: 1, name: 'bug' }, 'old'], assignees: [person('ada', 7)], body: 'Größe “ß”\n', locked: true },
      ...{ milestone: { id: 1, number: 1, title: 'v2', state: 'open' }, closed_at: '2026-01-09T10:00:00Z' },
      ...{ type: { id: 1, node_id: 'T', name: 'Bug', description: null }, author_association: 'OWNER' },
    })
    server.add(REPOSITORY, { user: null, title: 'Plain' })
    const selection = await reading.select()
    const [first = [], second = []] = (await reading.snapshot(selection)).rows.values()
    const named = (row: unknown[]) => Object.fromEntries(selection.fields.map(({ name }, index) => [name, row[index]]))
    expect(named(first)).toEqual({
      ...{ number: 1, comments: 3, title: 'Issue 1', state: 'closed', state_reason: null, type: 'Bug', user: 'grace' },
      ...{ milestone: 'v2', author_association: 'OWNER', labels: '["bug","old"]', assignees: '["ada"]' },
      ...{ is_pull_request: 1, draft: 0, locked: 1, created_at: '2026-01-10T00:00:00Z', body: 'Größe “ß”\n' },
      ...{ updated_at: '2026-01-10T00:00:00Z', closed_at: '2026-01-09T10:00:00Z', merged_at: '2026-01-09T10:00:00Z' },
      html_url: 'https://github.com/acme/app/issues/1',
    })
    expect(named(second)).toMatchObject({
      title: 'Plain',
      is_pull_request: 0,
      user: null,
      merged_at: null,
      labels: '[]',
    })
  })

  test('never counts pages that could shift, nor further than GitHub counts them', async () => {
    server.mostPages = 2
    addMany(1234)
    const selection = await reading.select()
    expect(seen(await reading.snapshot(selection), selection)).toEqual(there())
    expect(server.requests.map(({ url }) => url.searchParams.get('page')).filter((page) => page !== '1')).toEqual([
      null,
    ])
  })

  test.each([0, 1, 60])(
    'ends with what is there after being stopped at every page (%i s apart)',
    async (secondsApart) => {
      addMany(730, secondsApart)
      const selection = await reading.select()
      const mirror = createMirror(selection)
      await reading.takeByPage(mirror, inFull(selection))
      expect(seen(mirror, selection)).toEqual(there())
    },
  )

  test.each([1, 2, 3, 4])('loses no issue while others come, change and go (seed %i)', async (seed) => {
    addMany(900, seed % 2 === 0 ? 0 : 30)
    server.clock += HOUR
    const selection = await reading.select()
    const random = seeded(seed)
    server.onRequest(() => {
      const [kind, number] = [random(), 1 + Math.floor(random() * 900)]
      if (kind < 0.3) server.add(REPOSITORY)
      else if (kind < 0.5) server.edit(REPOSITORY, number, { title: `Edited ${kind}` })
      else if (kind < 0.6) server.remove(REPOSITORY, number)
      server.clock += SECOND
    })
    const { rows } = await reading.snapshot(selection)
    server.onRequest(() => undefined)
    const numbers = new Set([...rows.values()].map((row) => row[0]))
    const before = [...there().keys()].filter((number) => number <= 900)
    expect(before.filter((number) => !numbers.has(number))).toEqual([])
  })

  test('sees that a page shifted among issues of the same second, and reads them again', async () => {
    addMany(350, 0)
    const selection = await reading.select()
    server.onRequest(({ url }) => {
      if (url.searchParams.get('page') === '3') server.onRequest(() => undefined)
      if (url.searchParams.get('page') === '3') server.remove(REPOSITORY, 5)
    })
    const numbers = new Set([...(await reading.snapshot(selection)).rows.values()].map((row) => row[0]))
    expect([...there().keys()].filter((number) => !numbers.has(number))).toEqual([])
  })

  test('ends when GitHub gives the same page for ever', async () => {
    addMany(250)
    server.stuck = true
    const selection = await reading.select()
    await expect(reading.snapshot(selection)).rejects.toMatchObject(kindOf('fatal', /again and again/))
    expect(server.requests.length).toBeLessThan(10)
  })

  test('gives the keys alone', async () => {
    addMany(130)
    const selection = await reading.select()
    const keys: unknown[] = await reading.keysOf(selection)
    expect(new Set(keys.flat())).toEqual(new Set(there().keys()))
    expect(keys.every((key) => Array.isArray(key) && key.length === 1)).toBe(true)
  })
})

describe('reading what changed', () => {
  test.each([1, 2, 3, 4, 5, 6])('equals the repository after any history without deletes (seed %i)', async (seed) => {
    const selection = await reading.select()
    const random = seeded(seed)
    const step = () => {
      const numbers = [...there().keys()]
      const number = numbers[Math.floor(random() * numbers.length)]
      if (number === undefined || random() < 0.4) server.add(REPOSITORY)
      else server.edit(REPOSITORY, number, { title: `Edited ${random()}` })
      if (random() < 0.5) server.clock += Math.floor(random() * 90) * SECOND
    }
    for (let index = 0; index < 300; index += 1) step()
    const began = server.clock - github.timing(selection.stream).lagMs
    const mirror = await reading.snapshot(selection)
    server.onRequest(() => step())
    const window = (after: number) => nextWindow(selection, after)
    const history = { rounds: 6, steps: 150, step, later: MINUTE, after: began, window }
    await reading.follow(mirror, selection, server, history)
    expect(seen(mirror, selection)).toEqual(there())
  })

  test('asks for no more than what changed, and reads on only to the end of the window', async () => {
    addMany(500)
    const selection = await reading.select()
    const after = server.clock
    server.clock += HOUR
    server.edit(REPOSITORY, 17, { title: 'Edited' })
    server.clock += HOUR
    const window = nextWindow(selection, after)
    server.clock += HOUR
    addMany(300)
    const before = server.requests.length
    const mirror = await reading.catchUp(selection, window)
    expect(seen(mirror, selection).get(17)).toEqual(['Edited', there().get(17)?.[1]])
    expect(server.requests.length - before).toBe(1)
  })

  test('finds an issue that becomes visible later with an older time', async () => {
    const selection = await reading.select()
    addMany(5)
    const late = server.add(REPOSITORY, { title: 'Late' })
    server.hide(REPOSITORY, late.number)
    server.clock += 30 * SECOND
    const { lagMs } = github.timing(selection.stream)
    const after = server.clock - lagMs
    const mirror = await reading.snapshot(selection)
    server.appear()
    server.clock += 30 * SECOND
    await reading.catchUp(selection, nextWindow(selection, after), mirror)
    expect(seen(mirror, selection).has(late.number)).toBe(true)
  })

  test('reads thousands of the same second, stopped at every page', async () => {
    addMany(10)
    const selection = await reading.select()
    const mirror = await reading.snapshot(selection)
    const after = server.clock
    server.clock += HOUR
    addMany(2350, 0)
    server.clock += HOUR
    await reading.takeByPage(mirror, changesIn(selection, nextWindow(selection, after)))
    expect(seen(mirror, selection)).toEqual(there())
  })
})

describe('what goes wrong', () => {
  const isList = ({ path }: { path: string }) => path.includes('/issues')
  const refused = (status: number, message: string, headers: Record<string, string> = {}) => {
    const { body } = githubFailure(status, message)
    server.misbehave({ kind: 'status', status, body, headers }, 1, isList)
  }
  const seconds = (from: number) => String(Math.round((Date.now() + from) / SECOND))

  test.each<[string, () => void]>([
    ['a storm of failures', () => server.misbehave({ kind: 'status', status: 502 }, 5, isList)],
    ['half an answer', () => server.misbehave({ kind: 'truncated' }, 2, isList)],
    ['a broken connection', () => server.misbehave({ kind: 'reset' }, 2, isList)],
    ['a slow answer', () => server.misbehave({ kind: 'slow-drip' }, 2, isList)],
    ['a limit with a time to wait', () => refused(429, 'Too many', { 'retry-after': '2' })],
    ['a limit without one', () => refused(429, 'Too many')],
    ['a secondary limit by 403', () => refused(403, 'You have exceeded a secondary rate limit.')],
    ['a secondary limit with a time to wait', () => refused(403, 'Slow down', { 'retry-after': '60' })],
    [
      'an hourly limit that ends soon',
      () => refused(403, 'No more', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': seconds(5000) }),
    ],
  ])('gets over %s', async (_, goWrong) => {
    addMany(120)
    const selection = await reading.select()
    goWrong()
    expect(seen(await reading.snapshot(selection), selection)).toEqual(there())
  })

  test('puts a sync off until the hour of the limit is over, which is no failure', async () => {
    addMany(3)
    const selection = await reading.select()
    refused(403, 'API rate limit exceeded', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': seconds(40 * MINUTE) })
    const problem = await reading.snapshot(selection).catch((error: unknown) => error)
    expect(problem).toMatchObject(kindOf('rate-limited', /rate limit exceeded/))
    const { untilMs } = (problem as { verdict: { untilMs: number } }).verdict
    expect(untilMs - Date.now()).toBeGreaterThan(38 * MINUTE)
  })

  test('gives up on a repository that it may not read any more, and on no other', async () => {
    addMany(3)
    const selection = await reading.select()
    refused(403, 'Resource not accessible by personal access token')
    await expect(reading.snapshot(selection)).rejects.toMatchObject(kindOf('stream-unavailable', /not accessible/))
    server.repositories.delete(REPOSITORY)
    await expect(reading.snapshot(selection)).rejects.toMatchObject(kindOf('stream-unavailable', /no access/))
    const [stream] = await open({ repositories: 'acme/web.site' }).discover()
    expect((await reading.snapshot(wholeStream(stream as Selection['stream']))).rows.size).toBe(0)
  })

  test('stops for a token that ends in the middle, and goes on from there with another', async () => {
    addMany(450)
    const selection = await reading.select()
    const mirror = createMirror(selection)
    const { body } = githubFailure(401, 'Bad credentials')
    const goWrong = () => server.misbehave({ kind: 'status', status: 401, body }, 2, isList)
    expect(await reading.failAndGoOn(mirror, inFull(selection), goWrong, 2)).toMatchObject(kindOf('needs-reauth'))
    expect(seen(mirror, selection)).toEqual(there())
  })

  test('says that an answer is in another form than GitHub promises', async () => {
    addMany(1)
    const selection = await reading.select()
    server.misbehave({ kind: 'status', status: 200, body: [{ title: 'No number' }] }, 1, isList)
    await expect(reading.snapshot(selection)).rejects.toMatchObject(kindOf('fatal', /form/))
  })

  test('stops when it is told to', async () => {
    addMany(450)
    const selection = await reading.select()
    const stop = new AbortController()
    server.onRequest(() => stop.abort())
    await expect(createMirror(selection).take(open({ signal: stop.signal }).snapshot(selection, null))).rejects.toThrow(
      /abort/,
    )
  })
})
