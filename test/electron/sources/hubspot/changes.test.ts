import { describe, expect, test } from 'vitest'
import { createMirror, seeded } from '../../../helpers/sources/mirror'
import { changesIn } from '../../../helpers/sources/readings'
import { DAY, expected, insertMany, MINUTE, nextWindow, open, reading, SECOND, select, server, start } from './account'

describe('reading what changed', () => {
  test.each([1, 2, 3, 4])('equals the account after any history (seed %i)', async (seed) => {
    await start()
    const selection = await select()
    const random = seeded(seed)
    const anyId = () => {
      const live = server.live('contacts')
      return live[Math.floor(random() * live.length)]?.id ?? ''
    }
    const mergeTwo = () => {
      const [winner, loser] = [anyId(), anyId()]
      if (winner !== loser) server.merge('contacts', winner, loser)
    }
    const step = () => {
      const kind = server.live('contacts').length < 2 ? 0 : random()
      if (kind < 0.3) insertMany(1)
      else if (kind < 0.8) server.update('contacts', anyId(), { amount: String(Math.floor(random() * 100)) })
      else if (kind < 0.95) server.archive('contacts', anyId())
      else mergeTwo()
      server.clock += random() < 0.7 ? 0 : 700
    }
    insertMany(500)
    const began = server.clock - 5 * SECOND
    server.onRequest(() => (random() < 0.5 ? step() : undefined))
    const mirror = await reading.snapshot(selection)
    const window = (after: number) => nextWindow(selection, after)
    const history = { rounds: 4, steps: 60, step, later: 20 * MINUTE, after: began, window }
    await reading.follow(mirror, selection, server, history)
    expect(mirror.rows).toEqual(expected(selection))
  })

  const LONG = { timeout: 30_000 }
  test('reads more records with one and the same time than a search gives, stopped at every page', LONG, async () => {
    await start({ deals: [] })
    const selection = await select('deals')
    for (let index = 0; index < 10_300; index += 1) server.insert('deals')
    server.clock += 20 * MINUTE
    const mirror = createMirror(selection)
    const window = nextWindow(selection, server.clock - 30 * MINUTE)
    expect(await reading.takeByPage(mirror, changesIn(selection, window))).toBe(52)
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('finds a record that appears late with an older time', async () => {
    await start()
    const selection = await select()
    const late = server.insert('contacts', { email: 'late@x.test' })
    server.hide('contacts', late)
    server.clock += MINUTE
    const first = nextWindow(selection, server.clock)
    const mirror = await reading.catchUp(selection, first)
    expect(mirror.rows.size).toBe(0)
    server.appear()
    server.clock += 5 * MINUTE
    await reading.catchUp(selection, nextWindow(selection, Date.parse(first.to)), mirror)
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('tells what was archived and what was merged, and leaves to a sweep what was deleted for good', async () => {
    await start()
    const [one = '', two = '', three = '', four = ''] = insertMany(5)
    const selection = await select()
    const mirror = await reading.snapshot(selection)
    server.clock += DAY
    const old = server.insert('contacts')
    server.archive('contacts', old)
    server.clock += DAY
    const ended = server.clock
    server.clock += MINUTE
    server.archive('contacts', one)
    server.merge('contacts', three, two)
    server.purge('contacts', four)
    server.clock += MINUTE
    const deleted: string[] = []
    for await (const page of open().changes(selection, nextWindow(selection, ended), null))
      deleted.push(...(page.deleted ?? []).flat())
    expect(deleted).toEqual([two, one])
    expect(mirror.rows.size).toBe(5)
    expect(await open().confirmGone?.(selection, [[three], [two], [four]])).toEqual([[two], [four]])
  })

  test('reads values as they are and not as the search has them', async () => {
    await start()
    const [id = ''] = insertMany(1)
    const selection = await select()
    server.clock += MINUTE
    server.onRequest(({ path }) => {
      if (path.endsWith('/batch/read')) server.compute('contacts', id, { email: 'now@x.test' })
    })
    const mirror = await reading.catchUp(selection, nextWindow(selection, server.clock))
    const at = selection.fields.findIndex(({ name }) => name === 'email')
    expect(mirror.rows.get(JSON.stringify([id]))?.[at]).toBe('now@x.test')
  })

  test('does not ask for the very beginning of time', async () => {
    await start()
    insertMany(2)
    const selection = await select()
    await createMirror(selection).take(
      open().changes(selection, { from: new Date(0).toISOString(), to: new Date(server.clock).toISOString() }, null),
    )
    expect(server.requests.find(({ path }) => path.endsWith('contacts/search'))?.body).not.toContain('"value":"0"')
  })
})
