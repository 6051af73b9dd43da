import { describe, expect, test } from 'vitest'
import stripe from '../../../../electron/sources/catalog/stripe'
import { streams } from '../../../../electron/sources/stripe/streams'
import { kindOf } from '../../../helpers/sources/readings'
import { DAY, open, restart, server } from './account'

describe('connecting', () => {
  test('says whose account it is, and that its data is for tests', async () => {
    expect(await open().check()).toEqual({
      identity: 'Acme Inc, acct_1Acme',
      externalId: 'acct_1Acme test',
      testMode: true,
    })
  })

  test('counts live data of the same account as another account', async () => {
    await restart('sk_live_1')
    expect(await open({ key: ' sk_live_1\n' }).check()).toMatchObject({ externalId: 'acct_1Acme', testMode: false })
  })

  test('reads a connected account of a platform', async () => {
    const identity = await open({ config: { account: 'acct_1Shop' } }).check()
    expect(identity).toMatchObject({ identity: 'Acme Inc, acct_1Shop', externalId: 'acct_1Shop test' })
  })

  test('knows the account by its refusals when a restricted key may read neither it nor its balance', async () => {
    server.forbidden = ['/v1/account', '/v1/balance']
    expect(await open().check()).toEqual({
      identity: 'acct_1Acme',
      externalId: 'acct_1Acme test',
      testMode: true,
    })
  })

  test('asks for another key when the key is not accepted, and repeats nothing of it', async () => {
    const asked = open({ key: 'rk_test_wrong' }).check()
    await expect(asked).rejects.toMatchObject(kindOf('needs-reauth', /Invalid API Key provided: rk_test_…/))
  })

  test('says that nobody answered when there is no network', async () => {
    await server.close()
    await expect(open().check()).rejects.toMatchObject(kindOf('retry', /Nobody answered/))
  })

  test('pins the version of the API', () => {
    expect(stripe.kind === 'http' && stripe.http.headers).toEqual({ 'stripe-version': '2022-11-15' })
  })
})

describe('discovery', () => {
  test('offers the catalogue with keys, cursors and how deletes are seen', async () => {
    const found = await open().discover()
    expect(
      found.map(({ name, fields, cursorField, deletes }) => {
        const key = fields.filter(({ primaryKey }) => primaryKey).map((field) => field.name)
        return [name, key.join(), cursorField, deletes].join(' ')
      }),
    ).toEqual([
      ...['customers id created told', 'subscriptions id created sweep', 'invoices id created told'],
      ...['invoiceitems id date told', 'charges id created sweep', 'payment_intents id created sweep'],
      ...[
        'refunds id created sweep',
        'disputes id created sweep',
        'products id updated told',
        'prices id created told',
      ],
      ...['plans id created told', 'coupons id created told', 'promotion_codes id created full-read'],
      ...['payouts id created sweep', 'balance_transactions id created full-read', 'transfers id created sweep'],
      ...['checkout_sessions id created full-read', 'credit_notes id created sweep', 'setup_intents id created sweep'],
      ...['tax_rates id created sweep', 'quotes id created sweep'],
      'subscription_items id,subscription created sweep',
      'invoice_line_items id,invoice invoice_created sweep',
      'credit_note_line_items id,credit_note credit_note_created sweep',
      'payment_methods id created sweep',
    ])
    for (const { fields, cursorField } of found) {
      expect(fields.map(({ name }) => name)).toContain(cursorField)
      expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length)
      expect(fields.map(({ name }) => name)).not.toContain('client_secret')
    }
  })

  test('names no more types of events than one request takes', () => {
    expect(Math.max(...streams.map(({ object }) => new Set(object.events).size))).toBeLessThanOrEqual(20)
  })

  test('says what the key may not read, and offers the rest', async () => {
    server.forbidden = ['/v1/charges']
    const found = await open().discover()
    const notes = new Map(found.map(({ name, note }) => [name, note]))
    expect(notes.get('charges')).toContain('does not have the required permissions')
    expect(notes.get('charges')).not.toContain('f00d')
    expect(notes.get('customers')).toBeNull()
  })

  test('reads everything each time when the key may not read events', async () => {
    server.forbidden = ['/v1/events']
    const found = await open().discover()
    const told = new Map(found.map(({ name, cursorField, deletes }) => [name, `${cursorField} ${deletes}`]))
    expect(told.get('customers')).toBe('null full-read')
    expect(told.get('balance_transactions')).toBe('created full-read')
    expect(found[0]?.note).toContain('may not read events')
  })

  test('reads in full once a day what changes without an event, and everything once events are no longer kept', async () => {
    const timings = new Map((await open().discover()).map((stream) => [stream.name, stripe.timing(stream)]))
    expect(timings.get('balance_transactions')).toMatchObject({
      ...{ retentionMs: null, sweepEveryMs: null, recomputeEveryMs: DAY * 1000 },
    })
    expect(timings.get('customers')).toEqual({
      ...{ granularityMs: 1000, lagMs: 60_000, lookbackMs: 0, recomputeEveryMs: null },
      ...{ retentionMs: 29 * DAY * 1000, sweepEveryMs: 7 * DAY * 1000 },
    })
  })
})
