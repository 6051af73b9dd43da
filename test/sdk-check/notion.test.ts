import { APIErrorCode, APIResponseError, Client, collectPaginatedAPI, LogLevel } from '@notionhq/client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type NotionServer, notionFailure, richText, startNotion } from '../helpers/sources/notion-server'

const TOKEN = 'ntn_test'
const TASKS = '11111111-0000-4000-8000-000000000001'
const HOUR = 3_600_000

let server: NotionServer
beforeEach(async () => {
  server = await startNotion(TOKEN)
  server.define(TASKS, 'Tasks', {
    Name: { id: 'title', type: 'title' },
    Points: { id: 'a%3Ab', type: 'number' },
    Blocks: { id: 'rel', type: 'relation' },
  })
})
afterEach(async () => {
  await server.close()
  expect(server.violations).toEqual([])
})

const client = (auth = TOKEN) =>
  new Client({
    auth,
    baseUrl: server.url,
    logLevel: LogLevel.ERROR,
    logger: () => undefined,
    retry: { initialRetryDelayMs: 1 },
  })
const addMany = (count: number) =>
  Array.from({ length: count }, (_, Points) => {
    server.clock += 60_000
    return server.add(TASKS, { Name: richText(`Task ${Points}`), Points }).id
  })
const refusal = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'no refusal',
    (error: unknown) => error,
  )
const pages = (given: Record<string, unknown> = {}) =>
  collectPaginatedAPI(client().dataSources.query, { data_source_id: TASKS, page_size: 100, ...given })

describe('@notionhq/client reads the server that stands in for Notion', () => {
  test('it pages through all pages of a data source', async () => {
    const made = addMany(230)
    const read = await pages({ sorts: [{ timestamp: 'created_time', direction: 'ascending' }] })
    expect(read.map(({ id }) => id)).toEqual(made)
    expect(read[7]).toMatchObject({
      object: 'page',
      in_trash: false,
      properties: { Points: { type: 'number', number: 7 } },
    })
    expect(server.requests.length).toBe(3)
  })

  test('it gets the latest first when it asks for that', async () => {
    const made = addMany(5)
    const read = await pages({ sorts: [{ timestamp: 'last_edited_time', direction: 'descending' }] })
    expect(read.map(({ id }) => id)).toEqual(made.toReversed())
  })

  test('it reads what was edited since a time, and what went to the trash', async () => {
    const made = addMany(240)
    server.clock += HOUR
    const since = new Date(server.clock).toISOString()
    const changed = made.filter((_, index) => index % 2 === 0)
    for (const id of changed) server.edit(TASKS, id, { Points: -1 })
    const [gone = ''] = changed
    server.trash(TASKS, gone)
    const on_or_after = since.replace(/:\d\d\.\d+/, ':00.000')
    const filter = { timestamp: 'last_edited_time', last_edited_time: { on_or_after } }
    const read = await pages({ filter, sorts: [{ timestamp: 'created_time', direction: 'ascending' }] })
    expect(read.map(({ id }) => id)).toEqual(changed.slice(1))
    expect((await pages({ filter, in_trash: true })).map(({ id }) => id)).toEqual([gone])
  })

  test('it finds data sources by a search, and knows whose token it has', async () => {
    for (const number of [2, 3, 4, 5]) server.define(`${TASKS.slice(0, -1)}${number}`, `More ${number}`, {})
    const filter = { property: 'object', value: 'data_source' } as const
    const found = await collectPaginatedAPI(client().search, { filter })
    expect(found.map(({ object }) => object)).toEqual(Array.from({ length: 5 }, () => 'data_source'))
    expect(await client().users.me({})).toMatchObject({ object: 'user', type: 'bot', bot: { workspace_name: 'Acme' } })
  })

  test('it reads all references of a relation that is cut off in its page', async () => {
    const others = addMany(40)
    const { id } = server.add(TASKS, { Blocks: others.map((each) => ({ id: each })) })
    const page = (await pages()).find((each) => each.id === id)
    expect(page).toMatchObject({ properties: { Blocks: { has_more: true } } })
    const read: unknown[] = []
    for (let cursor: string | null | undefined = undefined as string | undefined; cursor !== null; ) {
      const at = cursor === undefined ? {} : { start_cursor: cursor }
      const items = await client().pages.properties.retrieve({ page_id: id, property_id: 'rel', ...at })
      if (items.object !== 'list') throw new Error('no list')
      read.push(...items.results.map((item) => (item.type === 'relation' ? item.relation.id : null)))
      cursor = items.next_cursor
    }
    expect(read).toEqual(others)
  })

  test('it waits and asks again by itself when it asked too often', async () => {
    addMany(3)
    const limited = notionFailure(429, 'rate_limited', 'You have been rate limited. Please try again in a few minutes.')
    server.misbehave({ kind: 'status', ...limited, headers: { 'retry-after': '1' } }, 1)
    expect((await pages()).length).toBe(3)
    expect(server.requests.length).toBe(2)
  })

  test('it knows each refusal by its code', async () => {
    const wrong = await refusal(client('ntn_wrong').users.me({}))
    expect(wrong).toBeInstanceOf(APIResponseError)
    expect(wrong).toMatchObject({ code: APIErrorCode.Unauthorized, status: 401, request_id: expect.any(String) })
    const missing = await refusal(client().dataSources.query({ data_source_id: TASKS.replace('1', '2') }))
    expect(missing).toMatchObject({ code: APIErrorCode.ObjectNotFound, status: 404 })
    const lost = await refusal(client().dataSources.query({ data_source_id: TASKS, start_cursor: 'nowhere' }))
    expect(lost).toMatchObject({ code: APIErrorCode.ValidationError, status: 400 })
  })
})
