import { describe, expect, test } from 'vitest'
import type { StreamFilter } from '../../../../shared/domain/data-connection'
import { createMirror, seeded } from '../../../helpers/sources/mirror'
import { changesIn } from '../../../helpers/sources/readings'
import { expected, insertMany, MINUTE, nextWindow, open, reading, SECOND, select, server, start } from './org'

describe('reading what changed', () => {
  test.each([1, 2, 3, 4, 5, 6])('equals the org after any history, also with filters (seed %i)', async (seed) => {
    await start()
    const filters: StreamFilter[] = seed % 2 === 0 ? [{ field: 'Amount__c', op: 'lt', value: '50' }] : []
    const keep = (row: Record<string, unknown>) => filters.length === 0 || Number(row.Amount__c) < 50
    const selection = await select('Account', filters)
    const random = seeded(seed)
    const anyId = () => {
      const live = server.live('Account')
      return live[Math.floor(random() * live.length)]?.Id ?? ''
    }
    const step = () => {
      const kind = random()
      const Amount__c = Math.floor(random() * 100)
      if (kind < 0.3 || server.live('Account').length === 0) server.insert('Account', { Name: 'New', Amount__c })
      else if (kind < 0.8) server.update('Account', anyId(), { Amount__c })
      else server.remove('Account', anyId())
      server.clock += random() < 0.7 ? 0 : 3 * SECOND
    }
    insertMany(700)
    server.batch = 90
    const began = server.clock - 5 * MINUTE
    server.onRequest(() => (random() < 0.5 ? step() : undefined))
    const mirror = await reading.snapshot(selection)
    const window = (after: number) => nextWindow(selection, after)
    const history = { rounds: 4, steps: 60, step, later: 20 * MINUTE, after: began, window }
    await reading.follow(mirror, selection, server, history)
    expect(mirror.rows).toEqual(expected(selection, keep))
  })

  test('reads thousands of records with one and the same time, stopped at every page', async () => {
    await start()
    const selection = await select()
    insertMany(5000)
    server.batch = 700
    server.clock += 20 * MINUTE
    const mirror = createMirror(selection)
    const window = nextWindow(selection, server.clock - 30 * MINUTE)
    const turns = await reading.takeByPage(mirror, changesIn(selection, window))
    expect(turns).toBeGreaterThanOrEqual(8)
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('finds a record that appears late with an older time', async () => {
    await start()
    const selection = await select()
    server.clock += 60 * MINUTE
    const late = server.insert('Account', { Name: 'Late' })
    server.hide('Account', late)
    server.clock += 6 * MINUTE
    const first = nextWindow(selection, server.clock)
    const mirror = await reading.catchUp(selection, first)
    expect(mirror.rows.size).toBe(0)
    server.appear()
    server.clock += 5 * MINUTE
    await reading.catchUp(selection, nextWindow(selection, Date.parse(first.to)), mirror)
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('tells what was deleted, and leaves to a sweep what was deleted for good', async () => {
    await start()
    const [one = '', two = ''] = insertMany(3)
    const selection = await select()
    const mirror = await reading.snapshot(selection)
    const ended = server.clock
    server.clock += MINUTE
    server.remove('Account', one)
    server.purge('Account', two)
    server.clock += 20 * MINUTE
    await reading.catchUp(selection, nextWindow(selection, ended), mirror)
    expect([...mirror.rows.keys()].includes(JSON.stringify([one]))).toBe(false)
    expect(await open().confirmGone?.(selection, [[two]])).toEqual([[two]])
  })

  test('reads by the cursor that a person chose', async () => {
    await start()
    insertMany(2)
    server.clock += 60 * MINUTE
    const [old] = server.live('Account')
    server.update('Account', old?.Id ?? '', { Name: 'Edited' })
    const added = server.insert('Account', { Name: 'New' })
    server.clock += 20 * MINUTE
    const { stream, ...rest } = await select()
    const selection = { ...rest, stream: { ...stream, cursorField: 'CreatedDate' } }
    const mirror = await reading.catchUp(selection, nextWindow(selection, server.clock - 30 * MINUTE))
    expect([...mirror.rows.keys()]).toEqual([JSON.stringify([added])])
  })
})
