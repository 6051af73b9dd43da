import { describe, expect, test } from 'vitest'
import { createMirror } from '../../../helpers/sources/mirror'
import { inFull, kindOf } from '../../../helpers/sources/readings'
import {
  failure,
  type SalesforceServer,
  type SObjectField,
  salesforceTime,
} from '../../../helpers/sources/salesforce-server'
import { accountFields, expected, insertMany, MINUTE, open, reading, select, server, start } from './org'

describe('drift', () => {
  test.each<[string, (fields: SObjectField[]) => unknown]>([
    ['a field that vanished', (fields) => fields.pop()],
    ['an object that vanished, or may no longer be seen', () => server.objects.delete('Account')],
  ])('asks to look again after %s', async (_, change) => {
    await start()
    insertMany(2)
    const selection = await select()
    change(server.objects.get('Account')?.fields ?? [])
    await expect(reading.snapshot(selection)).rejects.toMatchObject(kindOf('schema-changed'))
  })

  test('reads on when a field was added, and then offers it', async () => {
    await start([...accountFields])
    insertMany(2)
    const selection = await select()
    server.objects.get('Account')?.fields.push({ name: 'New__c', type: 'string' })
    expect((await reading.snapshot(selection)).rows.size).toBe(2)
    expect((await select()).fields.map(({ name }) => name)).toContain('New__c')
  })

  test.each([
    [403, 'INSUFFICIENT_ACCESS', 'stream-unavailable'],
    [403, 'API_DISABLED_FOR_ORG', 'config'],
    [400, 'MALFORMED_QUERY', 'fatal'],
    [400, 'INVALID_TYPE', 'schema-changed'],
  ])('reads %i %s as %s', async (status, code, kind) => {
    await start()
    const selection = await select()
    server.misbehave({ kind: 'status', ...failure(status, code, 'Said so') }, 1)
    await expect(reading.snapshot(selection)).rejects.toMatchObject(kindOf(kind, /Said so/))
  })
})

describe('limits', () => {
  test('stops before the next request once the share of the day is used, and tries again an hour later', async () => {
    await start()
    insertMany(5000)
    const selection = await select()
    server.usage = { used: 799, most: 1000 }
    const mirror = createMirror(selection)
    const reader = open()
    const pages = reader.snapshot(selection, null)[Symbol.asyncIterator]()
    const { value } = await pages.next()
    expect(value?.rows).toBe(2000)
    await expect(pages.next()).rejects.toMatchObject({
      verdict: { kind: 'rate-limited', message: expect.stringContaining('80 %'), untilMs: server.clock + 60 * MINUTE },
    })
    server.clock += 61 * MINUTE
    server.usage.used = 10
    await mirror.take(reader.snapshot(selection, null))
    expect(mirror.rows.size).toBe(5000)
  })

  test('ends the page that it began, though it takes several requests', async () => {
    const wide = Array.from({ length: 700 }, (_, index) => `A_rather_long_name_of_a_field_${index}__c`)
    await start([...accountFields, ...wide.map((name) => ({ name, type: 'string' }))])
    insertMany(20)
    server.cells = 5000
    const selection = await select()
    server.usage = { used: 900, most: 1000 }
    const pages = open().snapshot(selection, null)[Symbol.asyncIterator]()
    const { value } = await pages.next()
    expect(value?.rows).toBeGreaterThan(0)
    await expect(pages.next()).rejects.toMatchObject(kindOf('rate-limited'))
  })

  test('leaves the share to the settings', async () => {
    await start()
    insertMany(5000)
    const selection = await select()
    server.usage = { used: 799, most: 1000 }
    const mirror = createMirror(selection)
    await mirror.take(open({ config: { share: '95' } }).snapshot(selection, null))
    expect(mirror.rows.size).toBe(5000)
  })

  test('waits, and asks nobody to sign in, when the day is used up', async () => {
    await start()
    const selection = await select()
    server.clock = Date.now()
    server.misbehave({ kind: 'status', ...failure(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.') }, 1)
    await expect(reading.snapshot(selection)).rejects.toMatchObject(kindOf('rate-limited'))
  })
})

describe('a service that misbehaves', () => {
  const locked = failure(400, 'UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access').body
  test.each<[string, Parameters<SalesforceServer['misbehave']>[0], number]>([
    ['429 without Retry-After', { kind: 'status', status: 429 }, 3],
    ['429 with Retry-After', { kind: 'status', status: 429, headers: { 'retry-after': '2' } }, 3],
    ['420', { kind: 'status', status: 420 }, 3],
    ['a storm of 503', { kind: 'status', status: 503 }, 5],
    ['rows that are locked', { kind: 'status', status: 400, body: locked }, 3],
    ['an unknown locator', { kind: 'status', ...failure(400, 'INVALID_QUERY_LOCATOR', 'invalid') }, 1],
    ['JSON that breaks off', { kind: 'truncated' }, 3],
    ['broken connections', { kind: 'reset' }, 3],
    ['a slow answer', { kind: 'slow-drip' }, 3],
    ['one 401', { kind: 'status', ...failure(401, 'INVALID_SESSION_ID', 'Session expired') }, 1],
  ])('comes to the same records after %s', async (_, what, times) => {
    await start()
    insertMany(4500)
    const selection = await select()
    const mirror = createMirror(selection)
    await reading.takeInTwo(mirror, inFull(selection), () => server.misbehave(what, times))
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('asks to sign in again when 401 stays, and goes on from where it was', async () => {
    await start()
    insertMany(4500)
    const selection = await select()
    const mirror = createMirror(selection)
    const goWrong = () =>
      server.misbehave({ kind: 'status', ...failure(401, 'INVALID_SESSION_ID', 'Session expired') }, 2)
    expect(await reading.failAndGoOn(mirror, inFull(selection), goWrong)).toMatchObject(kindOf('needs-reauth'))
    expect(mirror.rows).toEqual(expected(selection))
  })

  test('does not go round for ever when the same records come again and again', async () => {
    await start()
    const [id = ''] = insertMany(3)
    const selection = await select()
    const Id = { attributes: { type: 'Account' }, Id: id, SystemModstamp: salesforceTime(server.clock) }
    server.misbehave({ kind: 'status', status: 200, body: { totalSize: 3, done: false, records: [Id] } }, 50)
    await expect(reading.snapshot(selection)).rejects.toMatchObject(kindOf('fatal', /again and again/))
  })

  test('stops when it is told to', async () => {
    await start()
    insertMany(2500)
    const selection = await select()
    await expect(reading.stopAfterOnePage(selection)).rejects.toMatchObject({ name: 'AbortError' })
  })
})
