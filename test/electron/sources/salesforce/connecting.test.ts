import { describe, expect, test } from 'vitest'
import salesforce from '../../../../electron/sources/catalog/salesforce'
import { kindOf } from '../../../helpers/sources/readings'
import { failure, systemFields } from '../../../helpers/sources/salesforce-server'
import { accountFields, insertMany, open, select, server, start } from './org'

const hostOf = (instanceUrl: string) => (salesforce.kind === 'http' ? salesforce.http.baseUrl({ instanceUrl }) : '')

describe('connecting', () => {
  test('says whose account it is, and of which org', async () => {
    await start()
    expect(await open().check()).toEqual({
      identity: 'ada@acme.example, Acme',
      externalId: '00Dxx0000001gEREAY',
      testMode: false,
    })
  })

  test('knows a sandbox', async () => {
    await start()
    const [id = ''] = server.objects.get('Organization')?.records.keys() ?? []
    server.update('Organization', id, { IsSandbox: true })
    expect(await open().check()).toMatchObject({ testMode: true })
  })

  test('asks to sign in again when the token is not accepted', async () => {
    await start()
    await expect(open({ token: 'old' }).check()).rejects.toMatchObject(kindOf('needs-reauth'))
    await expect(open({ token: 'old' }).discover()).rejects.toMatchObject(kindOf('needs-reauth', /Session expired/))
  })

  test('says that nobody answered when there is no network', async () => {
    await start()
    await server.close()
    await expect(open().check()).rejects.toMatchObject(kindOf('retry', /Nobody answered/))
  })

  test.each([
    ['acme.my.salesforce.com', 'https://acme.my.salesforce.com'],
    ['https://acme.my.salesforce.com/', 'https://acme.my.salesforce.com'],
    ['https://acme.lightning.force.com/lightning/o/Account/list', 'https://acme.my.salesforce.com'],
    ['acme--dev.sandbox.lightning.force.com', 'https://acme--dev.sandbox.my.salesforce.com'],
    ['https://acme.my.salesforce-setup.com/lightning/setup', 'https://acme.my.salesforce.com'],
  ])('takes the address %s', async (typed, url) => {
    await start()
    expect(hostOf(typed)).toBe(url)
  })

  test.each([
    '',
    'acme',
    'login.salesforce.com',
    'https://salesforce.com.evil.example',
    'evil.example/.salesforce.com',
  ])('refuses the address %j', async (typed) => {
    await start()
    expect(() => hostOf(typed)).toThrow(/not the address of a Salesforce org/)
  })
})

describe('discovery', () => {
  test('offers what may be queried and described, with counts, cursors and how deletes are seen', async () => {
    await start([...accountFields, { name: 'Total__c', type: 'double', calculated: true }])
    const only = (...names: string[]) => systemFields.filter(({ name }) => names.includes(name))
    server.objects.set('Login', {
      label: 'Logins',
      prefix: '0Ya',
      records: new Map(),
      fields: only('Id', 'CreatedDate'),
    })
    server.objects.set('Setting', { label: 'Settings', prefix: '0Yb', records: new Map(), fields: only('Id') })
    server.objects.set('AccountShare', { label: 'Shares', prefix: '00r', records: new Map(), fields: systemFields })
    server.objects.set('Order__e', { label: 'Order', prefix: 'e00', records: new Map(), fields: systemFields })
    server.objects.set('Secret', { label: 'Secret', prefix: '0Yc', records: new Map(), fields: systemFields })
    const { status, body } = failure(403, 'INSUFFICIENT_ACCESS', 'No')
    server.misbehave({ kind: 'status', status, body }, 1, ({ path }) => path.includes('Secret'))
    insertMany(3)
    const streams = await open().discover()
    expect(
      streams.map(({ name, estimatedRows, cursorField, cursorChoices, deletes }) => [
        ...[name, estimatedRows, cursorField, cursorChoices.join(), deletes],
      ]),
    ).toEqual([
      ['Account', 3, 'SystemModstamp', 'CreatedDate', 'told'],
      ['Organization', 1, 'SystemModstamp', 'CreatedDate', 'told'],
      ['Login', 0, 'CreatedDate', '', 'sweep'],
      ['Setting', 0, null, '', 'full-read'],
    ])
    expect(streams.map((stream) => salesforce.timing(stream).recomputeEveryMs !== null)).toEqual([
      ...[true, false, false, false],
    ])
    expect(streams[0]?.note).toContain('Formulas')
  })

  test('has no counts for a user who may not see them', async () => {
    await start()
    server.misbehave({ kind: 'status', status: 403 }, 1, ({ path }) => path.includes('recordCount'))
    expect((await open().discover())[0]?.estimatedRows).toBeNull()
  })

  test('has a type for each kind of field and leaves out binary contents', async () => {
    const types = [
      'string',
      'picklist',
      'reference',
      'textarea',
      'int',
      'double',
      'percent',
      'boolean',
      'date',
      'datetime',
    ]
    const more = ['time', 'email', 'url', 'multipicklist', 'address', 'base64', 'anyType', 'id']
    await start([
      ...[...types, ...more].map((type) => ({ name: type === 'id' ? 'Id' : type, type })),
      { name: 'sum', type: 'currency', calculated: true },
    ])
    const { fields } = await select()
    expect(
      fields.map(({ type, sourceType, primaryKey }) => `${sourceType}: ${type}${primaryKey ? ' key' : ''}`),
    ).toEqual([
      ...['string: text', 'picklist: text', 'reference: text', 'textarea: long-text', 'int: integer', 'double: number'],
      ...['percent: number', 'boolean: boolean', 'date: date', 'datetime: datetime', 'time: text', 'email: email'],
      ...['url: url', 'multipicklist: multi-select', 'address: json', 'anyType: text', 'id: text key'],
      'currency formula: number',
    ])
  })
})
