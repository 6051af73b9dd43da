import { retry } from '@octokit/plugin-retry'
import { Octokit } from '@octokit/rest'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type GitHubServer, githubFailure, startGitHub } from '../helpers/sources/github-server'

const TOKEN = 'ghp_test'
const NAME = 'acme/website'
const REPOSITORY = { owner: 'acme', repo: 'website' }
const HOUR = 3_600_000

let server: GitHubServer
beforeEach(async () => {
  server = await startGitHub(TOKEN, [NAME])
})
afterEach(async () => {
  await server.close()
  expect(server.violations).toEqual([])
})

const client = (auth = TOKEN) =>
  new (Octokit.plugin(retry))({ auth, baseUrl: server.url, log: QUIET, retry: { retryAfterBaseValue: 1 } })
const QUIET = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
const addMany = (count: number) => Array.from({ length: count }, () => server.add(NAME).number)
const refusal = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'no refusal',
    (error: unknown) => error,
  )

async function issues(given: Record<string, unknown> = {}) {
  const octokit = client()
  return octokit.paginate(octokit.rest.issues.listForRepo, { ...REPOSITORY, state: 'all', per_page: 100, ...given })
}

describe('Octokit reads the server that stands in for GitHub', () => {
  test('it pages through all issues by the links of the answers, the newest first', async () => {
    const made = addMany(230)
    expect((await issues()).map(({ number }) => number)).toEqual(made.toReversed())
    expect(server.requests.length).toBe(3)
  })

  test('it knows from the links how many pages there are', async () => {
    addMany(230)
    const { headers } = await client().rest.issues.listForRepo({ ...REPOSITORY, per_page: 100, page: 2 })
    const pages = [...(headers.link ?? '').matchAll(/[?&]page=(\d+)[^>]*>; rel="(\w+)"/g)].map(([, page, rel]) => [
      rel,
      page,
    ])
    expect(Object.fromEntries(pages)).toEqual({ prev: '1', next: '3', last: '3', first: '1' })
  })

  test('it pages through what changed since a time, the earliest first', async () => {
    const made = addMany(300)
    server.clock += HOUR
    const changed = made.filter((number) => number % 2 === 0)
    for (const number of changed) server.edit(NAME, number, { state: 'closed', closed_at: null })
    const since = new Date(server.clock).toISOString()
    const read = await issues({ since, sort: 'updated', direction: 'asc' })
    expect(read.map(({ number, state }) => [number, state])).toEqual(changed.map((number) => [number, 'closed']))
    expect((await issues({ state: 'open' })).length).toBe(made.length - changed.length)
  })

  test('it reads the user, and a repository by its name', async () => {
    expect((await client().rest.users.getAuthenticated()).data.login).toBe('ada')
    expect((await client().rest.repos.get(REPOSITORY)).data.full_name).toBe(NAME)
  })

  test('it is told by name what the server does not play, and the contract counts it', async () => {
    const { number } = server.add(NAME)
    const message = `No GET /repos/${NAME}/issues/${number} in the contract`
    const asked = client().rest.issues.get({ ...REPOSITORY, issue_number: number, request: { retries: 0 } })
    expect(await refusal(asked)).toMatchObject({ status: 501, response: { data: { message } } })
    expect(server.violations.splice(0)).toHaveLength(1)
  })

  test('it asks again by itself when it asked too often, and after a failure of the server', async () => {
    addMany(3)
    server.misbehave({ kind: 'status', ...githubFailure(429, 'You have exceeded a secondary rate limit') }, 1)
    server.misbehave({ kind: 'status', ...githubFailure(502, 'Server Error') }, 1)
    expect((await issues()).length).toBe(3)
    expect(server.requests.length).toBe(3)
  })

  test('it knows each refusal by its status', async () => {
    const wrong = await refusal(client('ghp_wrong').rest.users.getAuthenticated())
    expect(wrong).toMatchObject({ name: 'HttpError', status: 401, response: { data: { message: 'Bad credentials' } } })
    const missing = await refusal(client().rest.repos.get({ owner: 'acme', repo: 'none' }))
    expect(missing).toMatchObject({ name: 'HttpError', status: 404, response: { data: { message: 'Not Found' } } })
    server.mostPages = 1
    addMany(150)
    expect(await refusal(issues())).toMatchObject({ name: 'HttpError', status: 422 })
  })
})
