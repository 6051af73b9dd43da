import { describe, expect, test } from 'vitest'
import type { Selection, SourceReader } from '../../../../electron/sources/define'
import { type HubSpotServer, hubspotFailure } from '../../../helpers/sources/hubspot-server'
import { createMirror } from '../../../helpers/sources/mirror'
import { inFull, kindOf } from '../../../helpers/sources/readings'
import { expected, insertMany, MINUTE, nextWindow, open, reading, select, server, start } from './account'

describe('drift', () => {
  test('asks to look again after a property vanished, before any record is read without it', async () => {
    await start()
    insertMany(2)
    const selection = await select()
    server.types.get('contacts')?.properties.pop()
    await expect(reading.snapshot(selection)).rejects.toMatchObject(kindOf('schema-changed', /amount/))
    const changes = open().changes(selection, nextWindow(selection, server.clock), null)
    await expect(createMirror(selection).take(changes)).rejects.toMatchObject(kindOf('schema-changed'))
  })

  test('reads on when a property was added, and then offers it', async () => {
    await start()
    insertMany(2)
    const selection = await select()
    server.types.get('contacts')?.properties.push({ name: 'new', type: 'string', fieldType: 'text' })
    expect((await reading.snapshot(selection)).rows.size).toBe(2)
    expect((await select()).fields.map(({ name }) => name)).toContain('new')
  })

  test('asks to look again when an object is gone, or associations may no longer be read', async () => {
    await start({ contacts: [], companies: [] })
    insertMany(2)
    const selection = await select()
    server.forbidden.add('companies')
    await expect(reading.snapshot(selection)).rejects.toMatchObject(kindOf('schema-changed', /companies/))
    server.types.delete('contacts')
    await expect(reading.snapshot(selection)).rejects.toMatchObject(kindOf('schema-changed', /infer object type/))
  })

  test('names the scope that is missing, and gives up on that stream alone', async () => {
    await start({ contacts: [], companies: [] })
    const [contacts, companies] = [await select(), await select('companies')]
    server.forbidden.add('contacts')
    await expect(reading.snapshot(contacts)).rejects.toMatchObject(
      kindOf('stream-unavailable', /the scope crm\.objects\.contacts\.read/),
    )
    const { stream, fields } = companies
    const alone = { stream, fields: fields.filter(({ name }) => !name.startsWith('associated')), filters: [] }
    expect((await reading.snapshot(alone)).rows.size).toBe(0)
  })
})

describe('a service that misbehaves', () => {
  const limited = (policyName: string) =>
    hubspotFailure(429, 'RATE_LIMITS', 'You have reached your limit.', { policyName })
  test.each<[string, Parameters<HubSpotServer['misbehave']>[0], number]>([
    ['429 without Retry-After', { kind: 'status', ...limited('SECONDLY') }, 3],
    ['429 with Retry-After', { kind: 'status', ...limited('DAILY'), headers: { 'retry-after': '2' } }, 3],
    ['ten seconds that are used up', { kind: 'status', ...limited('TEN_SECONDLY_ROLLING') }, 3],
    ['an account that is locked', { kind: 'status', status: 423 }, 3],
    ['a storm of 502', { kind: 'status', status: 502 }, 5],
    ['a storm of 524', { kind: 'status', status: 524 }, 5],
    ['JSON that breaks off', { kind: 'truncated' }, 3],
    ['broken connections', { kind: 'reset' }, 3],
    ['a slow answer', { kind: 'slow-drip' }, 3],
    ['one 401', { kind: 'status', ...hubspotFailure(401, 'EXPIRED_AUTHENTICATION', 'The token expired') }, 1],
  ])('comes to the same records after %s', async (_, what, times) => {
    await start()
    insertMany(250)
    const selection = await select()
    const mirror = createMirror(selection)
    await reading.takeInTwo(mirror, inFull(selection), () => server.misbehave(what, times))
    server.misbehave(what, times, ({ path }) => path.endsWith('search'))
    server.clock += MINUTE
    await reading.catchUp(selection, nextWindow(selection, server.clock), mirror)
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('asks to sign in again when 401 stays, and goes on from where it was', async () => {
    await start()
    insertMany(250)
    const selection = await select()
    const mirror = createMirror(selection)
    const goWrong = () =>
      server.misbehave({ kind: 'status', ...hubspotFailure(401, 'EXPIRED_AUTHENTICATION', 'The token expired') }, 2)
    expect(await reading.failAndGoOn(mirror, inFull(selection), goWrong)).toMatchObject(kindOf('needs-reauth'))
    expect(mirror.rows).toEqual(expected(selection))
  })

  test.each([
    ['a list', /contacts\?/, (reader: SourceReader, selection: Selection) => reader.snapshot(selection, null)],
    [
      'a search',
      /search$/,
      (reader: SourceReader, selection: Selection) =>
        reader.changes(selection, nextWindow(selection, server.clock), null),
    ],
  ])('gives up on %s that has the same page for ever', async (_, path, read) => {
    await start()
    const [id = ''] = insertMany(1)
    const selection = await select()
    server.clock += MINUTE
    const times = { createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z', archived: false }
    const results = [{ id, properties: {}, ...times }]
    const body = { total: 1, results, paging: { next: { after: '1' } } }
    server.misbehave({ kind: 'status', status: 200, body }, 50, (request) => path.test(request.path))
    await expect(createMirror(selection).take(read(open(), selection))).rejects.toMatchObject(
      kindOf('fatal', /again and again/),
    )
  })

  test('takes no record for gone that HubSpot could not read', async () => {
    await start()
    const [id = ''] = insertMany(2)
    const selection = await select()
    const errors = [{ status: 'error', category: 'INTERNAL_ERROR', message: 'Could not get some' }]
    server.misbehave({ kind: 'status', status: 207, body: { results: [], errors } }, 9, ({ path }) =>
      path.includes('batch'),
    )
    await expect(open().confirmGone?.(selection, [[id]])).rejects.toMatchObject(kindOf('retry', /Could not get/))
  })

  test('stops when it is told to', async () => {
    await start()
    insertMany(250)
    const selection = await select()
    await expect(reading.stopAfterOnePage(selection)).rejects.toMatchObject({ name: 'AbortError' })
  })
})
